"""The organiser's pages do what they say, for its organiser alone, in the right phase."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stembus.command.people import link_for
from stembus.domain.audit.queries import of_election
from stembus.domain.elections.models import Election
from stembus.domain.elections.organisations import only_one
from stembus.domain.people.actions import appoint
from stembus.domain.people.queries import elections_of
from tests.elections import agree, drafted, logged_in, opened, organiser, with_trustees
from tests.sealed import addresses_of

pytestmark = pytest.mark.django_db

QUESTION = {"title": "Again?", "answers": "Yes\nNo\n", "min": "1", "max": "1", "blank": "on"}


def url(election: Election, rest: str = "") -> str:
    return f"/en/elections/{election.pk}/{rest}"


def changes(election: Election) -> list[tuple[str, dict[str, object]]]:
    """Every page that changes something, with input that it takes from a draft."""
    poll, question = election.polls.get(), election.polls.get().questions.get()
    trustee, voter = election.trustees.first(), election.voters.first()
    return [
        ("details/", {"name": "New", "description": "", "language": "en"}),
        ("paper/", {"name": "Noord"}),
        (f"polls/{poll.pk}/", {"name": "Zuid"}),
        (f"polls/{poll.pk}/questions/new/", QUESTION),
        (f"polls/{poll.pk}/questions/{question.pk}/", QUESTION),
        (f"questions/{question.pk}/remove/", {}),
        ("roll/", {"file": SimpleUploadedFile("roll.csv", b"email\nnew@x.nl\n")}),
        (f"roll/{voter.pk}/remove/", {}),
        ("roll/clear/", {}),
        (f"trustees/{trustee.pk}/renew/", {}),
        (f"trustees/{trustee.pk}/remove/", {}),
        ("trustees/", {"name": "Tom", "email": "tom@x.nl"}),
        ("opening/", {"opens_at": "", "closes_at": "", "confirmed": "on"}),
        ("unschedule/", {}),
        ("close/", {}),
    ]


@pytest.fixture
def ready() -> Election:
    election = drafted()
    with_trustees(election)
    return election


def test_who_is_not_logged_in_is_sent_to_log_in(ready: Election) -> None:
    for rest, data in [("", {}), *changes(ready)]:
        response = Client().post(url(ready, rest), data)
        assert response.status_code == 302 and "/login/" in response.url


def test_to_other_organisers_an_election_does_not_exist(ready: Election) -> None:
    _, stranger = organiser(email="stranger@x.nl")
    for rest, data in changes(ready):
        assert stranger.post(url(ready, rest), data).status_code == 404
    assert stranger.get(url(ready)).status_code == 404
    assert not of_election(ready.pk)


@pytest.mark.parametrize("index", range(12))
def test_each_change_of_a_draft_works_and_is_written_down(ready: Election, index: int) -> None:
    person, client = organiser(ready)
    rest, data = changes(ready)[index]
    assert client.post(url(ready, rest), data).status_code == 302
    if rest == "roll/":  # stored only after the organiser has seen each row's fate
        assert client.post(url(ready, "roll/check/"), {"store": "1"}).status_code == 302
        assert "new@x.nl" in addresses_of(ready)
    assert {entry.actor for entry in of_election(ready.pk)} == {person.email}


@pytest.mark.parametrize("index", [*range(9), 10, 11, 12, 13])
def test_no_change_works_once_it_is_open(index: int) -> None:
    election = opened().election
    _, client = organiser(election)
    rest, data = changes(election)[index]
    before = list(election.polls.values()) + list(election.voters.values())
    text = client.post(url(election, rest), data, follow=True).content.decode()
    assert "(election.frozen)" in text or "(election.phase)" in text
    assert list(election.polls.values()) + list(election.voters.values()) == before


@pytest.mark.parametrize(
    ("rest", "data", "said"),
    [
        ("details/", {"name": ""}, "required"),
        ("roll/", {}, "required"),
        ("roll/", {"file": SimpleUploadedFile("x.csv", b"a@x.nl\nA\n")}, "(roll.no_header)"),
        ("trustees/", {"name": "A", "email": "no"}, "valid email"),
        ("trustees/", {"name": "A", "email": "trustee0@x.nl"}, "(trustee.duplicate)"),
        ("opening/", {"confirmed": ""}, "required"),
        (
            "opening/",
            {"closes_at": "2020-01-01T00:00", "confirmed": "on"},
            "(election.time_past)",
        ),
        (
            "opening/",
            {
                "opens_at": "2999-01-02T00:00",
                "closes_at": "2999-01-01T00:00",
                "confirmed": "on",
            },
            "(election.closing_before_opening)",
        ),
    ],
)
def test_wrong_input_is_explained(ready: Election, rest: str, data, said: str) -> None:
    _, client = organiser(ready)
    response = client.post(url(ready, rest), data)
    assert response.status_code == 200
    assert said in response.content.decode()


def test_an_election_that_lacks_something_is_not_scheduled() -> None:
    election = drafted(roll="")
    with_trustees(election)
    _, client = organiser(election)
    client.post(url(election, "opening/"), {"confirmed": "on"})
    election.refresh_from_db()
    assert election.editable


def test_an_election_runs_from_its_pages_to_its_opening_and_closing(ready: Election) -> None:
    _, client = organiser(ready)
    client.post(url(ready, "opening/"), {"confirmed": "on"})
    agree(ready)
    ready.refresh_from_db()
    assert not ready.editable
    client.post(url(ready, "unschedule/"))
    ready.refresh_from_db()
    assert ready.editable
    election = opened().election
    _, client = organiser(election)
    client.post(url(election, "close/"), {"reason": "All have voted"})
    agree(election)
    election.refresh_from_db()
    assert election.closes_at is not None


def test_a_new_election_belongs_to_its_organisation() -> None:
    person, client = organiser()
    appoint(person, only_one())
    data = {"name": "Council", "description": "", "language": "nl", "group": "BELENIOS-2048"}
    data["spare_percentage"] = "0"
    response = client.post("/en/elections/new/", data)
    (election,) = elections_of(person)
    assert response.url == url(election)
    assert (election.name, election.group) == ("Council", "BELENIOS-2048")
    assert election.organisation == only_one()


def test_a_log_in_link_works_once() -> None:
    token = link_for("org@x.nl").split("#")[1]
    client = Client()
    assert client.post("/nl/login/", {"token": token, "next": "/nl/"}).url == "/nl/"
    assert client.get("/nl/").url == "/nl/account/second-factor/"
    again = Client().post("/nl/login/", {"token": token})
    assert again.status_code == 403 and "(login.invalid)" in again.content.decode()
    assert Client().post("/nl/login/", {"token": "x"}).status_code == 403


def test_logging_in_does_not_lead_to_another_site() -> None:
    token = link_for("org@x.nl").split("#")[1]
    response = Client().post("/nl/login/", {"token": token, "next": "https://evil.example/"})
    assert response.url == "/nl/"


def test_logging_out_ends_the_session() -> None:
    _, client = organiser()
    client.post("/nl/logout/")
    assert client.get("/nl/").status_code == 302


def test_every_page_has_the_policy_and_no_script_or_style_inside(ready: Election) -> None:
    _, client = organiser(ready)
    poll = ready.polls.get()
    pages = ["", "details/", "paper/", f"polls/{poll.pk}/", "roll/", "trustees/", "opening/"]
    for rest in pages:
        response = client.get(url(ready, rest))
        assert response.status_code == 200
        assert "default-src 'none'" in response["Content-Security-Policy"]
        text = response.content.decode()
        assert not re.search(r"<style|\bstyle=|\son\w+=|<script(?! type=)", text)


def test_forms_ask_for_the_token_against_forgery(ready: Election) -> None:
    person, _ = organiser(ready)
    client = logged_in(person, enforce_csrf_checks=True)
    assert client.post(url(ready, "close/")).status_code == 403
