"""The organiser takes a ready rule set or adapts it, and tries it with example votes."""

import pytest
from django.test import Client

from stembus.domain.elections import papers
from stembus.domain.elections.models import Election, Question
from stembus.seats.rules import READY
from tests.council import LISTS, PERSONS
from tests.elections import drafted, organiser

pytestmark = pytest.mark.django_db
FORM = {"title": "Which list?", "min": "1", "max": "1", "blank": "on"}
ON_LISTS = "# CNV\nAda\nBob\n\n# FNV\nCor\nDee\n#Vrij\nEva"


@pytest.fixture
def election() -> Election:
    return drafted()


@pytest.fixture
def client(election: Election) -> Client:
    return organiser(election)[1]


def page(election: Election, rest: str = "") -> str:
    poll = election.polls.get()
    return f"/en/elections/{election.pk}/polls/{poll.pk}/questions/{rest or 'new/'}"


def written(client: Client, election: Election, **fields: str) -> Question:
    answer = client.post(page(election), FORM | fields)
    assert answer.status_code == 302, answer.content.decode()
    found = election.polls.get().questions.last()
    assert found
    return found


def test_lists_are_typed_with_their_names_above_them(client: Client, election: Election) -> None:
    question = written(client, election, answers=ON_LISTS, rules="elections-act", seats="3")
    assert [each.name for each in question.lists.all()] == ["CNV", "FNV", "Vrij"]
    assert question.answers == ["Ada", "Bob", "Cor", "Dee", "Eva"]
    assert question.rules == READY["elections-act"].as_json()


ADAPTED = [
    ({"residual": "highest-average"}, {"residual": "highest-average"}),
    ({"list_threshold": "3/4"}, {"list_threshold": {"fraction": "3/4", "strict": False}}),
    ({"preference": "1/4"}, {"preference": {"fraction": "1/4", "strict": True}}),
    ({"preference": "list"}, {"preference": None}),
    ({"majority": "yes", "exhausted": "no"}, {"majority": True, "exhausted": False}),
    ({"list_ties": "list-order"}, {"ties": {"lists": "list-order", "candidates": "lot"}}),
    ({"uncontested": "no"}, {"uncontested": False}),
]


@pytest.mark.parametrize(("fields", "rules"), ADAPTED)
def test_what_is_adapted_differs_and_comes_back_in_the_form(
    client: Client, election: Election, fields: dict[str, str], rules: dict[str, object]
) -> None:
    ready = {"answers": ON_LISTS, "rules": "works-council-lists", "seats": "3"}
    question = written(client, election, **ready, **fields)
    assert question.rules == READY["works-council-lists"].as_json() | rules
    form = client.get(page(election, f"{question.pk}/")).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(page(election, f"{question.pk}/"), again)
    question.refresh_from_db()
    assert question.rules == READY["works-council-lists"].as_json() | rules
    assert [each.name for each in question.lists.all()] == ["CNV", "FNV", "Vrij"]


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"candidate_ties": "list-order"}, {"ties": "list-order"}),
        ({"uncontested": "yes"}, {"uncontested": True}),
    ],
)
def test_persons_can_be_adapted(client: Client, election: Election, fields, rules) -> None:
    ready = {"answers": "A\nB\nC", "rules": "association", "seats": "2"}
    question = written(client, election, **ready, **fields)
    assert question.rules == READY["association"].as_json() | rules


def test_a_decision_can_be_adapted(client: Client, election: Election) -> None:
    fields = {"answers": "Yes\nNo", "decision_majority": "two-thirds", "quorum": "1/2"}
    question = written(client, election, rules="decision", **fields)
    quorum = {"fraction": "1/2", "strict": False}
    adapted = {"majority": "two-thirds", "quorum": quorum}
    assert question.rules == READY["decision"].as_json() | adapted
    form = client.get(page(election, f"{question.pk}/")).context["form"]
    assert (form["decision_majority"].value(), form["quorum"].value()) == ("two-thirds", "1/2")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"answers": "Ada\n# FNV\nBob", "rules": "elections-act"}, "question.list_name"),
        ({"answers": "A\nB\nC", "rules": "elections-act"}, "question.lists_needed"),
        ({"answers": ON_LISTS, "rules": "association"}, "question.lists_unwanted"),
        ({"answers": ON_LISTS, "rules": ""}, "question.rules_missing"),
        ({"answers": ON_LISTS, "rules": "elections-act", "seats": "9"}, "seats.candidates"),
        ({"answers": ON_LISTS, "rules": "university", "list_threshold": "3/2"}, "seats.fraction"),
        ({"answers": ON_LISTS, "rules": "university", "preference": "half"}, "seats.fraction"),
        (
            {"answers": "A\nB\nC", "rules": "association", "exhausted": "no"},
            "seats.rules",
        ),
        ({"answers": "A\nB\nC", "rules": "decision", "seats": ""}, "seats.rules"),
    ],
)
def test_rules_that_can_not_be_are_refused_and_what_was_typed_stays(
    client: Client, election: Election, fields: dict[str, str], code: str
) -> None:
    more = {"uncontested": "yes"} if fields["rules"] == "decision" else {}
    answer = client.post(page(election), FORM | {"seats": "2"} | more | fields)
    assert code in answer.content.decode()
    assert answer.context["form"]["answers"].value() == fields["answers"]
    assert election.polls.get().questions.count() == 1


def simulation(election: Election, draft: papers.QuestionDraft) -> str:
    question = papers.write_question(election.polls.get(), draft)
    return f"/en/elections/{election.pk}/questions/{question.pk}/simulation/"


@pytest.mark.parametrize(
    ("example", "words"),
    [("spread", "Elected"), ("tied", "draw"), ("exhausted", "gives up")],
)
def test_the_rules_are_tried_with_example_votes(
    client: Client, election: Election, example: str, words: str
) -> None:
    text = client.get(simulation(election, LISTS), {"example": example}).content.decode()
    assert words in text


def test_they_are_tried_with_votes_of_ones_own(client: Client, election: Election) -> None:
    votes = {f"votes-{place}": str(votes) for place, votes in enumerate((0, 7, 9))}
    answer = client.post(simulation(election, PERSONS), votes)
    lines = answer.context["groups"][0][1]
    assert [line.votes for line in lines] == [0, 7, 9]


def test_strange_votes_are_none(client: Client, election: Election) -> None:
    votes = {"votes-0": "-3", "votes-1": "many", "votes-2": "9" * 5000}
    lines = client.post(simulation(election, PERSONS), votes).context["groups"][0][1]
    assert [line.votes for line in lines] == [0, 0, 0]


def test_no_votes_at_all_are_no_fault(client: Client, election: Election) -> None:
    votes = {f"votes-{place}": "0" for place in range(5)}
    assert client.post(simulation(election, LISTS), votes).status_code == 200


def test_a_question_without_rules_can_not_be_tried(client: Client, election: Election) -> None:
    question = election.polls.get().questions.get()
    path = f"/en/elections/{election.pk}/questions/{question.pk}/simulation/"
    assert client.get(path).status_code == 404
