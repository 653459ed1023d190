"""Who has which role where."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Election, Organisation

from .models import Appointment, Person, Role


def elections_of(person: Person) -> list[Election]:
    """The elections in which this person has a role now."""
    held = _valid().filter(person=person)
    found = Election.objects.filter(
        Q(pk__in=held.values("election")) | Q(organisation__in=held.values("organisation"))
    )
    # The frozen rules of all of them are megabytes.
    return list(found.select_related("organisation").defer("rules"))


def organisations_of(person: Person) -> list[Organisation]:
    """Those in which this person organises all elections, and makes new ones."""
    held = _valid().filter(person=person, role=Role.ORGANISER)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")))


def works_here(person: Person) -> bool:
    """Whether there is anything to log in for."""
    return person.operator or _valid().filter(person=person).exists()


def roles_in(person: Person, place: Election | Organisation) -> set[str]:
    return {each.role for each in held_in(person, place)}


def held_in(person: Person, place: Election | Organisation) -> list[Appointment]:
    """What this person is appointed to here, now."""
    return list(_here(place).filter(person=person).order_by())


def holders(election: Election, roles: Iterable[str]) -> list[Person]:
    """The persons who have one of these roles now."""
    held = _here(election).filter(role__in=roles)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True))


def organisers_of(organisation: Organisation) -> list[Person]:
    """Those of the organisation, and those of single elections in it."""
    here = Q(organisation=organisation) | Q(election__organisation=organisation)
    held = _valid().filter(here, role=Role.ORGANISER)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True))


def operators() -> list[Person]:
    return list(Person.objects.filter(operator=True, is_active=True).order_by("email"))


def helps_only(person: Person, elections: Iterable[Election]) -> set[UUID]:
    """Those of these elections in which this person has no other role than the helpdesk's."""
    held = _valid().filter(person=person).values_list("election", "organisation", "role")
    roles: dict[UUID | None, set[str]] = {}
    for election, organisation, role in held:
        roles.setdefault(election or organisation, set()).add(role)
    return {
        each.pk
        for each in elections
        if roles.get(each.pk, set()) | roles.get(each.organisation_id, set()) == {Role.HELPDESK}
    }


def appointments(place: Election | Organisation) -> list[Appointment]:
    """Those that have ended too: who reviews rights wants to see them."""
    listed = Appointment.objects.filter(_place(place))
    related = listed.select_related("person", "organisation", "election__organisation")
    return list(related.defer("election__rules"))


def all_appointments() -> list[Appointment]:
    """Of the whole installation, those that have ended too."""
    everything = Appointment.objects.select_related(
        "person", "organisation", "election__organisation"
    )
    return list(everything.defer("election__rules"))


def _here(place: Election | Organisation) -> QuerySet[Appointment]:
    return _valid().filter(_place(place))


def _place(place: Election | Organisation) -> Q:
    """An election's roles are its own and those in its organisation."""
    if isinstance(place, Organisation):
        return Q(organisation=place)
    return Q(election=place) | Q(organisation=place.organisation_id)


def _valid() -> QuerySet[Appointment]:
    return Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()))
