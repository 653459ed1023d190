"""Who has which role in which election."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Election

from .models import Appointment, Person


def elections_of(person: Person) -> list[Election]:
    """The elections in which this person has a role now."""
    return list(Election.objects.filter(pk__in=_valid().filter(person=person).values("election")))


def roles_in(person: Person, election: Election) -> set[str]:
    return set(_valid().filter(person=person, election=election).values_list("role", flat=True))


def holders(election: Election, roles: Iterable[str]) -> list[Person]:
    """The persons who have one of these roles now."""
    held = _valid().filter(election=election, role__in=roles)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True))


def helps_only(person: Person) -> set[UUID]:
    """Elections in which this person has no other role than the helpdesk's."""
    roles: dict[UUID, set[str]] = {}
    for election, role in _valid().filter(person=person).values_list("election", "role"):
        roles.setdefault(election, set()).add(role)
    return {election for election, held in roles.items() if held == {"helpdesk"}}


def appointments(election: Election) -> list[Appointment]:
    """Those that have ended too: who reviews rights wants to see them."""
    return list(Appointment.objects.filter(election=election).select_related("person"))


def _valid() -> QuerySet[Appointment]:
    return Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()))
