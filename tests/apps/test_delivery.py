"""The delivery page: how far it is, what is stuck, whom no message reached, and what to do."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from stembus.apps.mailer.work import work as send
from stembus.domain.audit.queries import of_election
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Delivery, Kind, Message, Pause, State
from stembus.domain.people.actions import appoint
from stembus.domain.people.models import Role
from tests.elections import Held, drafted, opened, organiser
from tests.relay import DROP_AFTER, relay
from tests.sealed import readdress, voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Held:
    return opened()


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "stembus.apps.mailer.smtp.EmailBackend"
    with relay("ben@x.nl", answers={"cas@x.nl": DROP_AFTER}) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def url(held: Held, rest: str = "") -> str:
    return f"/en/elections/{held.election.pk}/delivery/{rest}"


def page(held: Held, client: Client | None = None) -> str:
    return (client or organiser(held.election)[1]).get(url(held)).content.decode()


def until_all_are_tried() -> None:
    for _ in range(10):
        Message.objects.update(not_before=Now())
        send()


def of(address: str) -> Delivery:
    voter = voter_at(address)
    return Delivery.objects.get(voter=voter.pk, kind=Kind.CODE)


def test_it_shows_figures_and_whom_no_message_reached(held: Held, server) -> None:
    until_all_are_tried()
    shown = page(held)
    assert "Sent: 1" in shown and "Refused: 1" in shown and "Uncertain: 1" in shown
    assert "ben@x.nl" in shown and "cas@x.nl" in shown and "ann@x.nl" not in shown
    assert "refused the address (550)" in shown and "may have arrived" in shown
    assert "0 of 3 voters" in shown
    assert not any(code in shown for code in held.codes.values())


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.AUDITOR])
def test_who_may_not_see_the_roll_sees_figures_alone(held: Held, server, role: str) -> None:
    until_all_are_tried()
    person, client = organiser(email="other@x.nl")
    appoint(person, held.election, role)
    shown = page(held, client)
    assert "Refused: 1" in shown and "@x.nl" not in shown
    assert client.post(url(held, "pause/")).status_code == 403


def test_a_corrected_address_gets_the_same_message(held: Held, server) -> None:
    until_all_are_tried()
    readdress("ben@x.nl", "benjamin@x.nl")
    assert "benjamin@x.nl" in page(held)
    delivery = of("benjamin@x.nl")
    server.answers.clear()
    _, client = organiser(held.election)
    assert client.post(url(held, f"{delivery.pk}/again/")).status_code == 302
    send()
    (received,) = (each for each in server.taken if each["To"] == "benjamin@x.nl")
    assert held.codes["ben@x.nl"] in received.get_content()
    assert of("benjamin@x.nl").state == State.SENT
    assert "delivery.again" in [entry.act for entry in of_election(held.election.pk, 20)]


def test_nothing_is_sent_again_to_one_who_left_the_roll_or_without_need(held: Held, server) -> None:
    until_all_are_tried()
    _, client = organiser(held.election)
    sent = client.post(url(held, f"{of('ann@x.nl').pk}/again/"), follow=True)
    assert "delivery.not_stuck" in sent.content.decode()
    delivery = of("ben@x.nl")
    voter_at("ben@x.nl").delete()
    gone = client.post(url(held, f"{delivery.pk}/again/"), follow=True)
    assert "delivery.no_voter" in gone.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED


def test_all_that_were_refused_are_sent_again_at_once(held: Held, server) -> None:
    """As when the relay was set to refuse everybody."""
    server.answers = {"cas@x.nl": DROP_AFTER, "@x.nl": "554 relaying denied"}
    until_all_are_tried()
    _, client = organiser(held.election)
    assert "Send all 2 that were refused again" in page(held, client)
    readdress("ben@x.nl", "benjamin@x.nl")
    server.answers.clear()
    client.post(url(held, "again/"))
    send()
    assert sorted(each["To"] for each in server.taken) == ["ann@x.nl", "benjamin@x.nl", "cas@x.nl"]
    assert of("cas@x.nl").state == State.UNCERTAIN  # it may have arrived: for a person to decide
    assert "delivery.all_again" in [entry.act for entry in of_election(held.election.pk, 20)]


def test_of_all_those_who_left_the_roll_get_nothing(held: Held, server) -> None:
    server.answers = {"@x.nl": "554 relaying denied"}
    until_all_are_tried()
    gone = of("ben@x.nl")
    voter_at("ben@x.nl").delete()
    server.answers.clear()
    organiser(held.election)[1].post(url(held, "again/"))
    send()
    assert sorted(each["To"] for each in server.taken) == ["ann@x.nl", "cas@x.nl"]
    gone.refresh_from_db()
    assert gone.state == State.FAILED


def test_another_election_s_message_is_not_sent_again(held: Held, server) -> None:
    until_all_are_tried()
    other = drafted(roll="", name="Other")
    _, client = organiser(other, "other@x.nl")
    address = f"/en/elections/{other.pk}/delivery/{of('ben@x.nl').pk}/again/"
    assert "delivery.not_stuck" in client.post(address, follow=True).content.decode()
    assert of("ben@x.nl").state == State.FAILED


def test_sending_is_paused_and_goes_on(held: Held, server) -> None:
    server.answers.clear()
    _, client = organiser(held.election)
    client.post(url(held, "pause/"))
    assert not send() and not server.contents
    assert "Sending is paused" in page(held, client)
    assert "Sending is paused" in client.get(url(held)[: -len("delivery/")]).content.decode()
    client.post(url(held, "pause/"), {"resume": "1"})
    assert send() and len(server.contents) == 3
    assert not Pause.objects.exists()
    acts = [entry.act for entry in of_election(held.election.pk, 20)]
    assert "delivery.pause" in acts and "delivery.resume" in acts


def test_a_queue_that_nobody_works_on_is_seen_on_both_pages(held: Held) -> None:
    client = organiser(held.election)[1]
    overview = url(held)[: -len("delivery/")]
    assert "not being sent" not in page(held, client) + client.get(overview).content.decode()
    old = Now() - timedelta(minutes=3)
    Message.objects.update(not_before=old)
    Delivery.objects.update(queued_at=old)
    assert "not being sent" in page(held, client)
    assert "not being sent" in client.get(overview).content.decode()
    # With a mailer that keeps to its rate a long queue is only long.
    Delivery.objects.create(
        election=drafted(name="Other"), state=State.SENT, queued_at=old, changed_at=Now(),
        started_at=Now(),
    )  # fmt: skip
    assert "not being sent" not in page(held, client)


def test_what_came_back_is_listed_without_a_way_to_send_it_again(held: Held, server) -> None:
    server.answers.clear()
    send()
    Delivery.objects.filter(pk=of("ann@x.nl").pk).update(state=State.BOUNCED)
    shown = page(held)
    assert "Came back: 1" in shown and "ann@x.nl" in shown and "/again/" not in shown


def test_an_invitation_that_fails_is_listed_too(server) -> None:
    election = drafted()
    actions.post(election, [("ben@x.nl", "Invitation", "text")], Kind.INVITATION)
    send()
    _, client = organiser(election)
    shown = client.get(f"/en/elections/{election.pk}/delivery/").content.decode()
    assert "ben@x.nl" in shown and "Invitation" in shown
    server.answers.clear()
    client.post(f"/en/elections/{election.pk}/delivery/{Delivery.objects.get().pk}/again/")
    send()
    assert Delivery.objects.get().state == State.SENT


@pytest.mark.parametrize("number", [3, 60])
def test_the_page_asks_no_more_of_the_database_for_more_messages(
    held: Held, number: int, django_assert_max_num_queries
) -> None:
    actions.post(held.election, [(f"x{n}@x.nl", "a", "b") for n in range(number)])
    Delivery.objects.update(last_error="ConnectionRefusedError")
    client = organiser(held.election)[1]
    with django_assert_max_num_queries(40):
        client.get(url(held))
