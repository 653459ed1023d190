"""What can be a ballot paper."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stembus.domain.elections import papers
from stembus.domain.elections.papers import ListDraft, QuestionDraft
from stembus.domain.refusals import Refused
from stembus.seats.rules import READY
from tests.elections import BOARD, drafted

pytestmark = pytest.mark.django_db

LISTS = QuestionDraft(
    "Who?",
    lists=[ListDraft("CNV", ["Ada", "Bob"]), ListDraft("FNV", ["Cor", "Dee", "Eva"])],
    seats=3,
    rules="works-council-lists",
)
PERSONS = replace(BOARD, seats=2, rules="works-council-persons")
DECISION = QuestionDraft("Shall we?", ["Yes", "No", "Abstain"], rules="decision")


def refused(action: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refused) as caught:
        action(*args)
    return caught.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "question.title"),
        ({"answers": []}, "question.answers"),
        ({"answers": ["A", "A"]}, "question.duplicate_answer"),
        ({"answers": [str(n) for n in range(501)]}, "question.too_many"),
        ({"min": 3, "max": 2}, "question.bounds"),
        ({"max": 4}, "question.bounds"),
        ({"min": 0, "max": 0}, "question.bounds"),
        ({"seats": 2}, "question.rules_missing"),
    ],
)
def test_a_question_that_can_not_be_voted_on_is_refused(change, code: str) -> None:
    assert refuses(replace(BOARD, **change)) == code


@pytest.mark.parametrize(
    ("draft", "change", "code"),
    [
        (LISTS, {"lists": [ListDraft(" ", ["Ada"])]}, "question.list_name"),
        (LISTS, {"lists": [ListDraft("A", ["Ada"]), ListDraft("B", [])]}, "question.list_empty"),
        (LISTS, {"lists": [ListDraft("A", ["Ada"])] * 2}, "question.duplicate_list"),
        (
            LISTS,
            {"lists": [ListDraft("A", ["Ada"]), ListDraft("B", ["Ada"])]},
            "question.duplicate_answer",
        ),
        (LISTS, {"lists": (), "answers": ["Ada"]}, "question.lists_needed"),
        (LISTS, {"rules": None}, "question.rules_missing"),
        (LISTS, {"seats": None}, "question.seats"),
        (LISTS, {"seats": 0}, "question.seats"),
        (LISTS, {"seats": 501}, "question.seats"),
        (LISTS, {"rules": "coin"}, "seats.rules"),
        (
            LISTS,
            {
                "rules": READY["university"].as_json()
                | {"list_threshold": {"fraction": "3/2", "strict": False}}
            },
            "seats.fraction",
        ),
        (LISTS, {"rules": "elections-act", "seats": 6}, "seats.candidates"),
        (PERSONS, {"rules": "association", "seats": 4}, "seats.candidates"),
        (PERSONS, {"lists": LISTS.lists}, "question.lists_unwanted"),
        (DECISION, {"answers": ["Yes"]}, "question.decision"),
        (DECISION, {"max": 2}, "question.decision"),
        (DECISION, {"seats": 1}, "question.decision"),
    ],
)
def test_rules_seats_and_candidates_that_do_not_fit_are_refused(draft, change, code) -> None:
    assert refuses(replace(draft, **change)) == code


def refuses(draft: QuestionDraft) -> str:
    """The code; and the question that was there is still there."""
    poll = drafted().polls.get()
    old = poll.questions.get()
    code = refused(papers.write_question, poll, draft, old)
    assert poll.questions.get().answers == list(BOARD.answers)
    return code


@pytest.mark.parametrize("draft", [LISTS, PERSONS, DECISION])
def test_a_question_is_stored_with_complete_rules(draft: QuestionDraft) -> None:
    poll = drafted().polls.get()
    question = papers.write_question(poll, draft)
    question.refresh_from_db()
    assert question.rules == READY[str(draft.rules)].as_json()
    assert question.answers == [name for _, name in draft.candidates]
    named = [(each.name, [c.name for c in each.candidates.all()]) for each in question.lists.all()]
    assert named == [(each.name, list(each.candidates)) for each in draft.lists]


def test_lists_can_become_plain_answers_and_back() -> None:
    poll = drafted().polls.get()
    question = papers.write_question(poll, LISTS)
    papers.write_question(poll, BOARD, question)
    assert not question.lists.exists()
    papers.write_question(poll, LISTS, question)
    assert [each.name for each in question.lists.all()] == ["CNV", "FNV"]


@pytest.mark.parametrize(
    ("rules", "seats", "uncontested"),
    [("works-council-lists", 5, True), ("works-council-lists", 4, False), ("university", 9, True)],
)
def test_no_more_candidates_than_seats_is_uncontested_where_the_rules_say_so(
    rules: str, seats: int, uncontested: bool
) -> None:
    draft = replace(LISTS, rules=rules, seats=seats)
    assert papers.write_question(drafted().polls.get(), draft).uncontested is uncontested


def test_ballot_papers_have_names_of_their_own_and_the_last_one_stays() -> None:
    election = drafted()
    poll = election.polls.get()
    assert refused(papers.remove_poll, poll) == "poll.last"
    assert refused(papers.add_poll, election, "") == "poll.name"
    other = papers.add_poll(election, "Noord")
    assert refused(papers.rename_poll, other, "") == "poll.name"
    papers.remove_poll(other)
    assert election.polls.get() == poll
