"""An organiser's rights end at the border of the election; odd input never breaks a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stembus.domain.elections.models import Election
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Person
from stembus.domain.rolls.models import Upload
from tests.elections import drafted, opened, organiser, with_trustees
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db
QUESTION = {"title": "Again?", "answers": "Yes\nNo", "min": "1", "max": "1"}


def url(election: Election, rest: str = "") -> str:
    return f"/en/elections/{election.pk}/{rest}"


@pytest.fixture
def mine() -> Election:
    election = drafted()
    with_trustees(election)
    return election


@pytest.fixture
def client(mine: Election) -> Client:
    return organiser(mine)[1]


def test_parts_of_another_election_can_not_be_reached_through_mine(
    mine: Election, client: Client
) -> None:
    theirs = drafted(name="Theirs")
    with_trustees(theirs)
    poll, own = theirs.polls.get(), mine.polls.get()
    question, voter, trustee = poll.questions.get(), theirs.voters.first(), theirs.trustees.first()
    assert voter and trustee
    before = (
        list(theirs.polls.values()),
        list(theirs.voters.values()),
        list(theirs.trustees.values()),
    )
    for rest in (
        f"polls/{poll.pk}/",
        f"polls/{poll.pk}/questions/new/",
        f"polls/{poll.pk}/questions/{question.pk}/",
        f"polls/{own.pk}/questions/{question.pk}/",
        f"questions/{question.pk}/remove/",
        f"roll/{voter.pk}/remove/",
        f"trustees/{trustee.pk}/remove/",
        f"trustees/{trustee.pk}/renew/",
    ):
        assert client.post(url(mine, rest), QUESTION).status_code == 404, rest
    after = (
        list(theirs.polls.values()),
        list(theirs.voters.values()),
        list(theirs.trustees.values()),
    )
    assert after == before


def test_what_a_button_does_is_not_done_by_following_a_link(mine: Election, client: Client) -> None:
    question, voter = mine.polls.get().questions.get(), mine.voters.first()
    trustee = mine.trustees.first()
    assert voter and trustee
    for rest in (
        "close/",
        "unschedule/",
        "roll/clear/",
        f"roll/{voter.pk}/remove/",
        f"questions/{question.pk}/remove/",
        f"trustees/{trustee.pk}/remove/",
        f"trustees/{trustee.pk}/renew/",
    ):
        assert client.get(url(mine, rest)).status_code == 405
    assert client.get("/en/logout/").status_code == 405


def test_two_organisers_share_an_election_and_see_no_other(mine: Election) -> None:
    drafted(name="Somebody else's")
    person = register("Second@x.nl")
    appoint(person, mine)
    appoint(person, mine)
    _, client = organiser(email="second@x.nl")
    page = client.get("/en/").content.decode()
    assert "Council" in page and "Somebody" not in page
    assert page.count(str(mine.pk)) == 1


def test_who_is_no_longer_active_is_out(mine: Election, client: Client) -> None:
    Person.objects.update(is_active=False)
    assert client.get(url(mine)).status_code == 302


@pytest.mark.parametrize(
    ("rest", "data", "code"),
    [
        ("details/", {"name": "A\nB", "description": "", "language": "nl"}, "text.control"),
        ("paper/", {"name": "A\u202eB"}, "text.control"),
        ("paper/", {"name": ""}, "poll.name"),
        ("trustees/", {"name": "A\rB", "email": "a@x.nl"}, "text.control"),
        (
            "roll/",
            {"file": SimpleUploadedFile("x.csv", "email\na@x.nl".encode("utf-16-le"))},
            "roll.encoding",
        ),
        ("roll/", {"file": SimpleUploadedFile("x.csv", b"")}, "roll.empty"),
        ("roll/", {"file": SimpleUploadedFile("x.xlsx", b"x")}, "roll.unreadable"),
    ],
)
def test_wrong_input_has_its_code(
    mine: Election, client: Client, rest: str, data: dict[str, object], code: str
) -> None:
    response = client.post(url(mine, rest), data)
    assert response.status_code == 200
    assert f"({code})" in response.content.decode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": "A\nA"}, "question.duplicate_answer"),
        ({"answers": "A"}, "question.bounds"),
        ({"min": "2", "max": "1"}, "question.bounds"),
        ({"answers": "A" * 301 + "\nB"}, "text.invalid"),
        ({"answers": "\n".join(map(str, range(501)))}, "question.too_many"),
    ],
)
def test_a_question_that_can_not_be_has_its_code(
    mine: Election, client: Client, change: dict[str, str], code: str
) -> None:
    data = {**QUESTION, "max": "2", **change}
    poll = mine.polls.get()
    response = client.post(url(mine, f"polls/{poll.pk}/questions/new/"), data)
    assert f"({code})" in response.content.decode()
    assert poll.questions.count() == 1


def test_a_paper_in_use_and_the_last_one_stay(mine: Election, client: Client) -> None:
    poll = mine.polls.get()
    for code in ("poll.in_use", "poll.last"):
        response = client.post(url(mine, f"polls/{poll.pk}/"), {"name": "", "remove": "1"})
        assert f"({code})" in response.content.decode()
        mine.voters.all().delete()


def test_the_fates_are_shown_before_anything_is_stored(mine: Election, client: Client) -> None:
    content = b"email,name\nann@x.nl,Anna\nben@x.nl,Ben\nnew@x.nl,New\nnone,=1+1\n"
    file = SimpleUploadedFile("roll.csv", content)
    assert client.post(url(mine, "roll/"), {"file": file}).url == url(mine, "roll/check/")
    page = client.get(url(mine, "roll/check/"))
    assert dict(page.context["counts"]) == {"new": 1, "changed": 1, "same": 1, "refused": 1}
    assert "(row.formula)" in page.content.decode()
    assert mine.voters.count() == 3
    client.post(url(mine, "roll/check/"), {"discard": "1"})
    assert mine.voters.count() == 3 and not Upload.objects.exists()
    again = client.get(url(mine, "roll/check/"), follow=True)
    assert "(roll.none_pending)" in again.content.decode()


@pytest.mark.parametrize("query", ["?q=%00", "?q=%25", "?page=x", "?page=99999999999999999999"])
def test_odd_searches_find_nothing_and_break_nothing(
    mine: Election, client: Client, query: str
) -> None:
    assert client.get(url(mine, "roll/") + query).status_code == 200


def test_a_trustee_who_lost_the_link_gets_another_while_it_is_open() -> None:
    held = opened()
    _, client = organiser(held.election)
    first = held.trusted[0].trustee
    response = client.post(url(held.election, f"trustees/{first.pk}/renew/"), follow=True)
    assert "(election" not in response.content.decode()
    old = first.token_hash
    first.refresh_from_db()
    assert first.token_hash != old


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "A" * 5000, "../..", "AAAA.BBBB"])
def test_what_is_no_log_in_token_is_refused(token: str) -> None:
    response = Client().post("/en/login/", {"token": token})
    assert response.status_code == 403
    assert "sessionid" not in response.cookies


def test_a_log_in_link_expires(settings) -> None:
    from stembus.command.people import link_for

    token = link_for("org@x.nl").split("#")[1]
    settings.SESAME_MAX_AGE = -1
    assert Client().post("/en/login/", {"token": token}).status_code == 403


def test_columns_that_are_not_understood_are_chosen_by_hand(mine: Election) -> None:
    _, client = organiser(mine)
    file = SimpleUploadedFile("roll.csv", b"Contact,Wie,\nann@x.nl,Ann & co,x\n")
    assert client.post(url(mine, "roll/"), {"file": file}).url == url(mine, "roll/columns/")
    assert client.get(url(mine, "roll/check/")).url == url(mine, "roll/columns/")
    page = client.get(url(mine, "roll/columns/")).content.decode()
    assert "Contact" in page and "Ann &amp; co" in page and "Column 3" in page
    for chosen, said in [
        ({"0": "name", "1": ""}, "(columns.address)"),
        ({"0": "address", "1": "address"}, "(columns.twice)"),
        ({"0": "nothing"}, "not one of the available choices"),
    ]:
        page = client.post(url(mine, "roll/columns/"), chosen).content.decode()
        assert said in page
    chosen = {"0": "address", "1": "name", "2": ""}
    assert client.post(url(mine, "roll/columns/"), chosen).url == url(mine, "roll/check/")
    client.post(url(mine, "roll/check/"), {"store": "1"})
    assert voter_at("ann@x.nl", mine).name == "Ann & co"
    gone = client.get(url(mine, "roll/columns/"), follow=True).content.decode()
    assert "(roll.none_pending)" in gone
