"""Accounts and appointments."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from stembus.domain.elections.actions import lock
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused

from .models import Appointment, Person, Role

PAUSE = timedelta(minutes=2)


@transaction.atomic
def register(email: str, name: str = "") -> Person:
    """The person with this address; made if there is none. No password: a link logs in."""
    person, _ = Person.objects.get_or_create(email=email.lower(), defaults={"name": name})
    return person


@transaction.atomic
def appoint(
    person: Person, election: Election, role: str = Role.ORGANISER, until: datetime | None = None
) -> None:
    """Give a role, for good or until a time; a role that is there gets this time.

    Refuses with `appointment.last` what would leave the election without an organiser.
    """
    lock(election)
    appointed, _ = Appointment.objects.update_or_create(
        person=person, election=election, role=role, defaults={"until": until}
    )
    if until is not None:
        _keep_an_organiser(appointed)


@transaction.atomic
def dismiss(appointment: Appointment) -> None:
    """Take a role away, at once. Refuses with `appointment.last`."""
    lock(appointment.election)
    _keep_an_organiser(appointment)
    appointment.delete()


def _keep_an_organiser(leaving: Appointment) -> None:
    organisers = Appointment.objects.filter(
        election=leaving.election, role=Role.ORGANISER, until__isnull=True
    )
    if leaving.role == Role.ORGANISER and not organisers.exclude(pk=leaving.pk).exists():
        raise Refused("appointment.last")


def may_send_link(email: str) -> Person | None:
    """Whom to send a log-in link: an active person, who was sent none just now. Once, also if
    asked twice at the same moment."""
    people = Person.objects.filter(email=email.lower(), is_active=True)
    due = people.filter(Q(link_sent_at__isnull=True) | Q(link_sent_at__lt=Now() - PAUSE))
    return people.first() if due.update(link_sent_at=Now()) else None
