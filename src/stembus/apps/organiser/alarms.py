"""Whoever must know of an emergency entry is told at once, and it is written down: in the trail, by
mail to the organisers, and in the log, where a line of this kind wakes the operator on call."""

import logging

from django.http import HttpRequest

from stembus.domain.audit import actions as audit
from stembus.domain.elections.models import Election, Organisation
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.people.models import Emergency, Person
from stembus.domain.people.queries import operators, organisers_of

from .messages import emergency_alarm

logger = logging.getLogger(__name__)


def asked(emergency: Emergency, by: Person) -> None:
    """Inside the transaction of the act, as are the others; operators are asked to decide."""
    others = [each for each in operators() if each.pk != by.pk]
    _tell(emergency, by.email, "asked", emergency.reason, [*_organisers(emergency), *others])


def agreed(emergency: Emergency, by: Person) -> None:
    _tell(emergency, by.email, "agreed", emergency.reason, _organisers(emergency))


def turned_down(emergency: Emergency, by: Person) -> None:
    _tell(emergency, by.email, "turned_down", emergency.reason, _organisers(emergency))


def ended(emergency: Emergency, by: Person) -> None:
    _tell(emergency, by.email, "ended", emergency.reason, _organisers(emergency))


def entered(
    request: HttpRequest, emergency: Emergency, place: Election | Organisation | None
) -> None:
    """Each page."""
    match = request.resolver_match
    page = match.url_name if match else ""
    logger.critical("emergency entry %s: page %s", emergency.pk, page)
    election = place.pk if isinstance(place, Election) else None
    audit.record(emergency.person.email, "emergency.page", election, page=page, **_ids(emergency))


def _tell(emergency: Emergency, by: str, what: str, reason: str, people: list[Person]) -> None:
    logger.critical("emergency entry %s: %s", emergency.pk, what)
    # Without the election: who has paused its messages is told all the same.
    told = [emergency_alarm(each, emergency, what, by) for each in people]
    outbox.post(None, told, Kind.EMERGENCY)
    details = _ids(emergency) | {"hours": emergency.hours, "reason": reason}
    audit.record(by, f"emergency.{what}", emergency.election_id, **details)


def _organisers(emergency: Emergency) -> list[Person]:
    return organisers_of(emergency.whose)


def _ids(emergency: Emergency) -> dict[str, object]:
    return {"emergency": str(emergency.pk), "organisation": str(emergency.whose.pk)}
