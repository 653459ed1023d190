"""Accounts and appointments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Organisation
from stembus.domain.elections.organisations import found
from stembus.domain.elections.queries import database_now
from stembus.domain.refusals import Refused

from .models import Appointment, Emergency, Person, Role

PAUSE = timedelta(minutes=2)
# So long an operator is let into an election at most.
GUEST = timedelta(hours=24)


@transaction.atomic
def register(email: str, name: str = "") -> Person:
    """The person with this address; made if there is none. No password: a link logs in."""
    person, _ = Person.objects.get_or_create(email=email.lower(), defaults={"name": name})
    return person


@transaction.atomic
def appoint(
    person: Person,
    place: Election | Organisation,
    role: str = Role.ORGANISER,
    until: datetime | None = None,
    by: str = "",
) -> None:
    """Give a role in an election or in all of an organisation's, for good or until a time; a role
    that is there gets this time, and stays that of who gave it first.

    Refuses with `appointment.last` what would leave nobody to organise, and with
    `appointment.operator` an operator for more than a day or a whole organisation.
    """
    _lock(place)
    if person.operator:
        _admit_as_guest(place, until)
    given = {"until": until, "granted_at": Now(), "granted_by": by}
    appointed, new = Appointment.objects.get_or_create(
        person=person, role=role, defaults=given, **_at(place)
    )
    if not new:
        appointed.until = until
        appointed.save(update_fields=["until"])
    if until is not None:
        _keep_an_organiser(appointed)


@transaction.atomic
def dismiss(appointment: Appointment) -> None:
    """Take a role away, at once. Refuses with `appointment.last`."""
    _lock(appointment.place)
    _keep_an_organiser(appointment)
    appointment.delete()


@transaction.atomic
def set_operator(person: Person, operator: bool, by: str = "") -> None:
    """Refuses with `appointment.operator` who has roles: an operator has none."""
    if operator and person.appointments.exists():
        raise Refused("appointment.operator")
    others = Person.objects.filter(pk=person.pk).exclude(operator=operator)
    others.update(operator=operator, operator_since=Now() if operator else None, operator_by=by)


def mark_used(held: Iterable[Appointment]) -> None:
    """Who reviews rights sees which are of use; a write a day is enough for that."""
    day_ago = database_now() - timedelta(days=1)
    stale = [each.pk for each in held if not each.last_used_at or each.last_used_at < day_ago]
    if stale:
        Appointment.objects.filter(pk__in=stale).update(last_used_at=Now())


@transaction.atomic
def found_organisation(name: str, organiser: str, by: str = "") -> Organisation:
    """A new organisation and who organises there first; the organisers appoint all others."""
    organisation = found(name)
    appoint(register(organiser), organisation, by=by)
    return organisation


def _at(place: Election | Organisation) -> dict[str, Any]:
    return {"election": place} if isinstance(place, Election) else {"organisation": place}


def _lock(place: Election | Organisation) -> None:
    type(place)._default_manager.select_for_update().get(pk=place.pk)


def _admit_as_guest(place: Election | Organisation, until: datetime | None) -> None:
    short = until is not None and until <= database_now() + GUEST
    if isinstance(place, Organisation) or not short:
        raise Refused("appointment.operator")


def _keep_an_organiser(leaving: Appointment) -> None:
    place = leaving.place
    lasting = Appointment.objects.filter(role=Role.ORGANISER, until__isnull=True)
    here = (
        Q(election=place) | Q(organisation=place.organisation)
        if isinstance(place, Election)
        else Q(organisation=place)
    )
    if leaving.role == Role.ORGANISER and not lasting.filter(here).exclude(pk=leaving.pk).exists():
        raise Refused("appointment.last")


def may_send_link(email: str) -> Person | None:
    """Whom to send a log-in link: an active person, who was sent none just now. Once, also if
    asked twice at the same moment."""
    people = Person.objects.filter(email=email.lower(), is_active=True)
    due = people.filter(Q(link_sent_at__isnull=True) | Q(link_sent_at__lt=Now() - PAUSE))
    return people.first() if due.update(link_sent_at=Now()) else None


def erase_appointments(election: Election) -> Counts:
    """An election's own roles; those in its organisation stay, and so do the persons."""
    return delete_rows(
        Appointment.objects.filter(election=election), Emergency.objects.filter(election=election)
    )
