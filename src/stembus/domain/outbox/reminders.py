"""Reminders: the organiser plans one, the registrar posts it when its time has come."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from stembus.domain.elections.actions import lock
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import database_now
from stembus.domain.refusals import Refused

from .models import Reminder


@transaction.atomic
def plan(election: Election, at: datetime, by: str) -> None:
    """Refuses a time that is past or not before the closing, and a second one that waits."""
    election = lock(election)
    if election.phase != Phase.OPEN:
        raise Refused("reminder.not_open")
    if at <= database_now() or (election.closes_at and at >= election.closes_at):
        raise Refused("reminder.time")
    if waiting(election):
        raise Refused("reminder.waiting")
    Reminder.objects.create(election=election, at=at, by=by)


@transaction.atomic
def cancel(election: Election) -> None:
    """Refuses if none waits (any more)."""
    found = Reminder.objects.filter(election=election, posted_at__isnull=True)
    if not found.delete()[0]:
        raise Refused("reminder.none")


def waiting(election: Election) -> Reminder | None:
    return Reminder.objects.filter(election=election, posted_at__isnull=True).first()


def posted(election: Election) -> list[Reminder]:
    return list(Reminder.objects.filter(election=election, posted_at__isnull=False))


def due() -> list[Reminder]:
    found = Reminder.objects.filter(posted_at__isnull=True, at__lte=Now())
    return list(found.select_related("election"))


def take(reminder: Reminder) -> bool:
    """Mark it as posted, in the transaction that posts. False if it was taken or cancelled."""
    mine = Reminder.objects.filter(pk=reminder.pk, posted_at__isnull=True)
    return bool(mine.update(posted_at=Now()))
