"""Reminders: to all who may vote, at a time that the organiser plans; nobody asks who voted."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from stembus.apps.registrar.work import work
from stembus.domain.audit.queries import of_election
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox import reminders
from stembus.domain.outbox.models import Delivery, Kind, Message, Reminder
from stembus.domain.refusals import Refused
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, drafted, opened, organiser
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


@pytest.fixture
def held() -> Held:
    held = opened()
    Election.objects.filter(pk=held.election.pk).update(closes_at=database_now() + 3 * SOON)
    held.election.refresh_from_db()
    return held


def url(held: Held, rest: str = "") -> str:
    return f"/en/elections/{held.election.pk}/reminder/{rest}"


def plan(client: Client, held: Held, after: timedelta = SOON):
    at = timezone.localtime(database_now() + after).strftime("%Y-%m-%dT%H:%M")
    return client.post(url(held), {"at": at}, follow=True).content.decode()


def come_due() -> None:
    Reminder.objects.update(at=Now() - timedelta(seconds=1))


def reminded() -> list[str]:
    found = Delivery.objects.filter(kind=Kind.REMINDER, message__isnull=False)
    return sorted(each.message.to for each in found.select_related("message"))


def test_at_its_time_it_goes_to_all_voters_once(held: Held) -> None:
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    _, client = organiser(held.election)
    assert "Planned for" in plan(client, held)
    work()
    assert not reminded()
    come_due()
    assert work() and not work()
    assert reminded() == ["ann@x.nl", "ben@x.nl", "cas@x.nl"]  # Ann has voted
    for message in Message.objects.filter(delivery__kind=Kind.REMINDER):
        assert "wie heeft gestemd, wordt niet bijgehouden" in message.body
        assert not any(code in message.body for code in held.codes.values())
    acts = [entry.act for entry in of_election(held.election.pk, 20)]
    assert {"reminder.plan", "reminder.post"} <= set(acts)
    assert "Put in the queue" in client.get(url(held)[:-9] + "delivery/").content.decode()


def test_who_was_removed_meanwhile_gets_none(held: Held) -> None:
    plan(organiser(held.election)[1], held)
    voter_at("ben@x.nl").delete()
    come_due()
    work()
    assert reminded() == ["ann@x.nl", "cas@x.nl"]


def test_one_is_planned_at_a_time_and_can_be_cancelled(held: Held) -> None:
    _, client = organiser(held.election)
    plan(client, held)
    assert "reminder.waiting" in plan(client, held)
    assert "is cancelled" in client.post(url(held, "cancel/"), follow=True).content.decode()
    assert "reminder.none" in client.post(url(held, "cancel/"), follow=True).content.decode()
    come_due()
    work()
    assert not reminded() and not Reminder.objects.exists()


@pytest.mark.parametrize("after", [-SOON, 3.1 * SOON, 30 * SOON])
def test_it_comes_before_the_closing(held: Held, after: timedelta) -> None:
    assert "reminder.time" in plan(organiser(held.election)[1], held, after)
    assert not Reminder.objects.exists()


def test_without_a_closing_time_any_future_time_will_do() -> None:
    held = opened()
    assert "Planned for" in plan(organiser(held.election)[1], held, 30 * SOON)


def test_it_is_planned_while_the_voting_is_open() -> None:
    with pytest.raises(Refused, match=r"reminder\.not_open"):
        reminders.plan(drafted(), database_now() + SOON, "org@x.nl")


def test_after_the_closing_nothing_is_sent(held: Held) -> None:
    plan(organiser(held.election)[1], held)
    elections.close(held.election)
    come_due()
    work_until_idle(WORKERS)
    assert not Delivery.objects.filter(kind=Kind.REMINDER).exists()
    assert "reminder.too_late" in [entry.act for entry in of_election(held.election.pk, 20)]


def test_a_time_that_is_none_is_said_at_the_form(held: Held) -> None:
    _, client = organiser(held.election)
    assert "valid date" in client.post(url(held), {"at": "tomorrow"}).content.decode()
