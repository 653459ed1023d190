"""Emergency entry ("breaking the glass"): an operator sees elections without an organiser's leave.

It gives the auditor's role and no more: all is seen but the roll, nothing is changed. Who must
change something waits for an organiser, who may let an operator in as a guest. Two operators are
needed; it is short, ends by itself, and its caller tells everybody.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Election, Organisation
from stembus.domain.elections.queries import database_now
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused

from .models import Emergency, Person, Role

ROLE = Role.AUDITOR
LONGEST = 4
# What nobody decided on by then is no emergency any more.
WAITS = timedelta(hours=24)


@transaction.atomic
def ask(person: Person, place: Election | Organisation, *, reason: str, hours: int) -> Emergency:
    """Refuses with `emergency.operator`, `emergency.hours` or `emergency.waiting`."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not locked.operator:
        raise Refused("emergency.operator")
    if not 1 <= hours <= LONGEST:
        raise Refused("emergency.hours", most=LONGEST)
    if _waiting().filter(_at(place), person=locked).exists():
        raise Refused("emergency.waiting")
    row = Emergency(person=locked, reason=reason, hours=hours)
    row.election = place if isinstance(place, Election) else None
    row.organisation = place if isinstance(place, Organisation) else None
    check(row, "reason")
    row.save()
    return row


@transaction.atomic
def agree(emergency: Emergency, by: Person) -> None:
    """It works from now on. Refuses with `emergency.same_person`, `emergency.operator` or
    `emergency.decided`."""
    asked = _lock(emergency)
    deciding = Person.objects.get(pk=by.pk)
    if by.pk == asked.person_id:
        raise Refused("emergency.same_person")
    if not (deciding.operator and asked.person.operator):
        raise Refused("emergency.operator")
    _refuse_decided(asked)
    until = database_now() + timedelta(hours=asked.hours)
    Emergency.objects.filter(pk=asked.pk).update(decided_by=by, decided_at=Now(), until=until)
    emergency.refresh_from_db()


@transaction.atomic
def turn_down(emergency: Emergency, by: Person) -> None:
    """Also one's own. Refuses with `emergency.decided`."""
    _refuse_decided(_lock(emergency))
    Emergency.objects.filter(pk=emergency.pk).update(decided_by=by, decided_at=Now())
    emergency.refresh_from_db()


@transaction.atomic
def end(emergency: Emergency, by: str) -> None:
    """At once, before its time. Refuses with `emergency.ended`."""
    _lock(emergency)
    if not working().filter(pk=emergency.pk).update(ended_at=Now(), ended_by=by):
        raise Refused("emergency.ended")
    emergency.refresh_from_db()


@transaction.atomic
def end_by_itself(emergency: Emergency) -> bool:
    """What its time has ended. False if another did it meanwhile."""
    return bool(expired().filter(pk=emergency.pk).update(ended_at=F("until")))


def expired() -> QuerySet[Emergency]:
    return Emergency.objects.filter(until__lte=Now(), ended_at__isnull=True)


def working() -> QuerySet[Emergency]:
    return Emergency.objects.filter(
        until__gt=Now(), ended_at__isnull=True, person__operator=True, person__is_active=True
    )


def into(person: Person, place: Election | Organisation) -> Emergency | None:
    """By which this person may come in now, if by any."""
    if not person.operator:
        return None
    return working().filter(_including(place), person=person).first()


def elections_open_to(person: Person) -> list[Election]:
    if not person.operator:
        return []
    held = working().filter(person=person)
    found = Election.objects.filter(
        Q(pk__in=held.values("election")) | Q(organisation__in=held.values("organisation"))
    )
    return list(found.select_related("organisation").defer("rules"))


def at(place: Election | Organisation) -> list[Emergency]:
    """What works now, for who may end it."""
    here = _including(place)
    if isinstance(place, Organisation):
        here |= Q(election__organisation=place)
    return list(working().filter(here).select_related("person", "election", "organisation"))


def listed(limit: int = 50) -> list[Emergency]:
    """The newest first, for operators."""
    everything = Emergency.objects.select_related(
        "person", "decided_by", "election__organisation", "organisation"
    )
    return list(everything.defer("election__rules")[:limit])


def waiting_of(listed: list[Emergency]) -> set[UUID]:
    """The keys of those on which nobody has decided yet."""
    return set(_waiting().filter(pk__in=[each.pk for each in listed]).values_list("pk", flat=True))


def working_of(listed: list[Emergency]) -> set[UUID]:
    return set(working().filter(pk__in=[each.pk for each in listed]).values_list("pk", flat=True))


def waits(emergency: Emergency) -> bool:
    return _waiting().filter(pk=emergency.pk).exists()


def works(emergency: Emergency) -> bool:
    return working().filter(pk=emergency.pk).exists()


def _waiting() -> QuerySet[Emergency]:
    return Emergency.objects.filter(decided_at__isnull=True, asked_at__gt=Now() - WAITS)


def _refuse_decided(emergency: Emergency) -> None:
    if not waits(emergency):
        raise Refused("emergency.decided")


def _lock(emergency: Emergency) -> Emergency:
    return Emergency.objects.select_for_update().get(pk=emergency.pk)


def _at(place: Election | Organisation) -> Q:
    return Q(election=place) if isinstance(place, Election) else Q(organisation=place)


def _including(place: Election | Organisation) -> Q:
    """An entry into an organisation is one into each of its elections."""
    if isinstance(place, Organisation):
        return Q(organisation=place)
    return Q(election=place) | Q(organisation=place.organisation_id)
