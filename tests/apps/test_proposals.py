"""Four eyes: one proposes, another sees what changes and decides."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from stembus.domain.audit.models import Entry
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election
from stembus.domain.outbox.models import Message
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Role
from stembus.domain.proposals import actions
from stembus.domain.proposals.models import Outcome, Proposal
from stembus.domain.refusals import Refused
from tests.elections import agree, drafted, logged_in, opened, organiser, with_trustees
from tests.sealed import message_to

pytestmark = pytest.mark.django_db


def url(election: Election, rest: str = "") -> str:
    return f"/en/elections/{election.pk}/{rest}"


@pytest.fixture
def ready() -> Election:
    election = drafted()
    with_trustees(election)
    return election


@pytest.fixture
def client(ready: Election) -> Client:
    return organiser(ready)[1]


def propose_opening(client: Client, election: Election) -> Proposal:
    client.post(url(election, "opening/"), {"confirmed": "on"})
    return Proposal.objects.get(outcome=Outcome.WAITING)


def said(client: Client, proposal: Proposal, **data: str) -> str:
    where = url(proposal.election, f"proposals/{proposal.pk}/")
    return client.post(where, data, follow=True).content.decode()


def test_an_organiser_does_not_open_alone(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    assert "(proposal.same_person)" in said(client, proposal, accept="1")
    ready.refresh_from_db()
    assert ready.editable
    page = client.get(url(ready, "opening/")).content.decode()
    assert "waits for a second person" in page and "Propose the opening" not in page


def test_a_second_person_sees_what_changes_and_does_it(ready: Election, client: Client) -> None:
    appoint(register("ann@x.nl"), ready, Role.COMMITTEE)
    data = {"opens_at": "2999-01-01T09:00", "closes_at": "2999-01-08T17:00", "confirmed": "on"}
    client.post(url(ready, "opening/"), data)
    message = message_to("ann@x.nl")
    proposal = Proposal.objects.get()
    assert f"/proposals/{proposal.pk}/" in message.body
    second = logged_in(register("ann@x.nl"))
    page = second.get(url(ready, f"proposals/{proposal.pk}/")).content.decode()
    assert "1 January 2999 09:00" in page and "8 January 2999 17:00" in page
    said(second, proposal, accept="1")
    ready.refresh_from_db()
    assert not ready.editable and ready.closes_at is not None
    acts = dict(Entry.objects.values_list("act", "actor"))
    assert acts["open.propose"] == "org@x.nl" and acts["open.accept"] == "ann@x.nl"


def test_what_was_changed_meanwhile_is_not_agreed_to(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    client.post(url(ready, "details/"), {"name": "Other", "description": "", "language": "nl"})
    answer = agree(ready)
    assert b"(proposal.stale)" in answer.content
    assert b"I agree" not in answer.content
    ready.refresh_from_db()
    assert ready.editable
    said(client, proposal, turn_down="1")
    proposal.refresh_from_db()
    assert proposal.outcome == Outcome.WITHDRAWN


def test_a_proposal_is_made_once_and_decided_once(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    again = client.post(url(ready, "opening/"), {"confirmed": "on"})
    assert "(proposal.waiting)" in again.content.decode()
    appoint(register("ann@x.nl"), ready, Role.COMMITTEE)
    second = logged_in(register("ann@x.nl"))
    said(second, proposal, turn_down="1")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by) == (Outcome.REJECTED, "ann@x.nl")
    assert "(proposal.decided)" in said(second, proposal, accept="1")
    ready.refresh_from_db()
    assert ready.editable


def test_an_accepted_opening_that_lacks_something_stays_undone(
    ready: Election, client: Client
) -> None:
    """A key went without an edit of the draft: the opening itself looks."""
    propose_opening(client, ready)
    ready.trustees.update(key="")
    answer = agree(ready)
    assert b"(election." in answer.content
    assert Proposal.objects.get().outcome == Outcome.WAITING
    ready.refresh_from_db()
    assert ready.editable


def test_closing_takes_a_reason_and_a_second_person() -> None:
    election = opened().election
    client = organiser(election)[1]
    page = client.post(url(election, "close/"), follow=True).content.decode()
    assert "(proposal.reason)" in page and not Proposal.objects.exists()
    client.post(url(election, "close/"), {"reason": "All have voted"})
    election.refresh_from_db()
    assert election.closes_at is None
    agree(election)
    election.refresh_from_db()
    assert election.closes_at is not None


def test_closing_is_stale_once_the_time_was_moved() -> None:
    election = opened().election
    client = organiser(election)[1]
    client.post(url(election, "close/"), {"reason": "All have voted"})
    elections.close(election)
    assert b"(proposal.stale)" in agree(election).content


def test_who_may_only_look_decides_nothing(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    appoint(register("aud@x.nl"), ready, Role.AUDITOR)
    auditor = logged_in(register("aud@x.nl"))
    where = url(ready, f"proposals/{proposal.pk}/")
    assert b"I agree" not in auditor.get(where).content
    assert auditor.post(where, {"accept": "1"}).status_code == 403
    stranger = organiser(drafted(name="Theirs"), "stranger@x.nl")[1]
    assert stranger.get(where).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    outcomes: list[str] = []

    def decide(by: str) -> None:
        try:
            actions.accept(Proposal.objects.get(), by, lambda _: proposal.basis)
            outcomes.append("done")
        except Refused as why:
            outcomes.append(why.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(f"{n}@x.nl",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["proposal.decided"] * 3]


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_one_agrees_is_not_agreed_to(ready: Election, client: Client) -> None:
    proposal = propose_opening(client, ready)
    second = register("second@x.nl")
    appoint(second, ready, Role.COMMITTEE)
    other, said_then = logged_in(second), []

    def decide() -> None:
        try:
            said_then.append(said(other, proposal, accept="on"))
        finally:
            connection.close()

    with transaction.atomic():
        elections.lock_draft(ready)
        thread = threading.Thread(target=decide)
        thread.start()
        thread.join(1)  # it waits for us
    thread.join()
    assert "proposal.stale" in said_then[0]


def test_a_draft_is_deleted_by_two(ready: Election, client: Client) -> None:
    client.post(url(ready, "delete/"), {"reason": ""})
    assert not Proposal.objects.exists()
    client.post(url(ready, "delete/"), {"reason": "A trial"})
    assert Election.objects.exists()
    key = ready.pk
    answer = agree(ready)
    assert answer.redirect_chain[-1][0] == "/en/" and "done" in answer.content.decode()
    assert not Election.objects.exists() and not Message.objects.filter(election=key).exists()
    acts = set(Entry.objects.filter(election=key).values_list("act", flat=True))
    assert {"delete.propose", "delete.proposed", "delete.accept"} <= acts


def test_an_election_that_was_opened_is_not_deleted() -> None:
    election = opened().election
    client = organiser(election)[1]
    said = client.post(url(election, "delete/"), {"reason": "Regret"}, follow=True)
    assert "(election.phase)" in said.content.decode() and not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("reason", "code"), [("x" * 1001, "text.invalid"), ("a\0b", "text.control")]
)
def test_a_reason_is_a_text(reason: str, code: str) -> None:
    election = opened().election
    client = organiser(election)[1]
    said = client.post(url(election, "close/"), {"reason": reason}, follow=True).content.decode()
    assert f"({code})" in said and not Proposal.objects.exists()
