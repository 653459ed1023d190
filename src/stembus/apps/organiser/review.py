"""Who may do what, where, since when, given by whom, last used: for the review of rights.

BIO2 asks for one each quarter. What stands out has a flag; what to do about it, people decide.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import CodeAuthority, Election, Organisation, Trustee
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox.queries import unreachable_persons
from stembus.domain.people.emergencies import ROLE, working
from stembus.domain.people.models import Appointment, Person
from stembus.domain.people.queries import all_appointments, operators

IDLE = timedelta(days=90)
MANY = 3


class Flag(TextChoices):
    NEVER = "never_logged_in", _("never logged in")
    IDLE = "idle", _("no log-in for 90 days")
    UNREACHABLE = "unreachable", _("mail comes back")
    INACTIVE = "inactive", _("account closed")
    ENDED = "ended", _("role has ended")
    UNUSED = "unused", _("not used for 90 days")
    MANY = "many_roles", _("many roles")
    FACTORLESS = "no_second_factor", _("no second factor")
    OPERATOR = "operator", _("runs the installation")
    EMERGENCY = "emergency", _("emergency entry")


@dataclass(frozen=True, slots=True)
class Held:
    """One right: a role, the operator's, an emergency entry, or what a link and a key open."""

    who: str
    name: str
    role: str
    # `installation`, `organisation` or `election`, with its key and name.
    kind: str
    place: str
    where: str
    since: datetime | None = None
    until: datetime | None = None
    by: str = ""
    last_login: datetime | None = None
    last_used: datetime | None = None
    factors: Mapping[str, int] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    @property
    def labels(self) -> list[str]:
        return [str(flag.label) for flag in self.flags]


class Review:
    """What is asked once for all rows: of some people, or of everybody."""

    def __init__(self, people: set[UUID] | None = None) -> None:
        self.now = database_now()
        self.unreachable = unreachable_persons(people)
        self.factors = _factors(people)

    def everything(self) -> list[Held]:
        """Of the whole installation, in the order of addresses."""
        rows = [
            *self.of(all_appointments()),
            *(self._operator(each) for each in operators()),
            *self._emergencies(),
            *_by_link(),
        ]
        return sorted(rows, key=lambda each: (each.who, each.kind, each.where, each.role))

    def of(self, listed: Iterable[Appointment]) -> Iterator[Held]:
        listed = list(listed)
        roles = Counter(each.person_id for each in listed if not self._ended(each))
        for each in listed:
            flags = [*self._flags(each.person), *self._flags_of_use(each)]
            many = [Flag.MANY] if roles[each.person_id] > MANY else []
            yield self._row(each, (*flags, *many))

    def _row(self, each: Appointment, flags: tuple[Flag, ...]) -> Held:
        person, place = each.person, each.place
        return Held(
            *(person.email, person.name, each.role, *_place(place)),
            since=each.granted_at,
            until=each.until,
            by=each.granted_by,
            last_login=person.last_login,
            last_used=each.last_used_at,
            factors=self.factors.get(person.pk, {}),
            flags=flags,
        )

    def _operator(self, person: Person) -> Held:
        return Held(
            *(person.email, person.name, "operator", "installation", "", ""),
            since=person.operator_since,
            by=person.operator_by,
            last_login=person.last_login,
            factors=self.factors.get(person.pk, {}),
            flags=(*self._flags(person), Flag.OPERATOR),
        )

    def _emergencies(self) -> Iterator[Held]:
        found = working().select_related("person", "decided_by", "election", "organisation")
        for each in found:
            yield Held(
                *(each.person.email, each.person.name, ROLE.value, *_place(each.place)),
                since=each.decided_at,
                until=each.until,
                by=each.decided_by.email if each.decided_by else "",
                last_login=each.person.last_login,
                factors=self.factors.get(each.person_id, {}),
                flags=(Flag.EMERGENCY,),
            )

    def _flags(self, person: Person) -> Iterator[Flag]:
        if person.last_login is None:
            yield Flag.NEVER
        elif person.last_login < self.now - IDLE:
            yield Flag.IDLE
        if person.pk in self.unreachable:
            yield Flag.UNREACHABLE
        if not person.is_active:
            yield Flag.INACTIVE
        if not set(self.factors.get(person.pk, {})) - {Authenticator.Type.RECOVERY_CODES}:
            yield Flag.FACTORLESS

    def _flags_of_use(self, each: Appointment) -> Iterator[Flag]:
        if self._ended(each):
            yield Flag.ENDED
        used = each.last_used_at or each.granted_at
        if used is None or used < self.now - IDLE:
            yield Flag.UNUSED

    def _ended(self, each: Appointment) -> bool:
        return each.until is not None and each.until <= self.now


def review_of(listed: list[Appointment]) -> list[Held]:
    """In their order."""
    return list(Review({each.person_id for each in listed}).of(listed))


def _place(place: Election | Organisation) -> tuple[str, str, str]:
    if isinstance(place, Election):
        return "election", str(place.pk), f"{place.organisation.name}: {place.name}"
    return "organisation", str(place.pk), place.name


def _factors(people: set[UUID] | None) -> dict[UUID, dict[str, int]]:
    """How many of which kind each person has."""
    found: dict[UUID, dict[str, int]] = {}
    theirs = Authenticator.objects.all()
    if people is not None:
        theirs = theirs.filter(user__in=people)
    counted = theirs.values_list("user", "type").annotate(Count("pk")).order_by()
    for person, kind, number in counted:
        found.setdefault(person, {})[kind] = number
    return found


def _by_link() -> Iterator[Held]:
    """Trustees and code authorities have no account: a link lets them in, and a key proves them."""
    running = Election.objects.filter(concluded_at__isnull=True).exclude(phase=Phase.DELETED)
    for model, role in ((Trustee, "trustee"), (CodeAuthority, "code authority")):
        rows = model._default_manager.filter(election__in=running)
        for each in rows.select_related("election__organisation").defer("election__rules"):
            yield Held(each.email, each.name, role, *_place(each.election))
