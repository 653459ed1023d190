"""What the gate writes into the trail once a page is done: who looked at what, what was refused,
what failed. Acts themselves are written in their own transaction (`access.acting`)."""

import uuid
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from stembus.domain.audit import actions as audit
from stembus.domain.audit.models import Result
from stembus.domain.elections.models import Election, Organisation
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

from ..rights import WATCHED
from .limits import reached, within_limit

# More voters than these are on a page to look at a list, not at somebody.
NAMED = 10
SAME_LOOK = 60


def note(request: HttpRequest, act: str, election: uuid.UUID | None, **details: Any) -> None:
    """For the gate to write down; the first of a request says more than what follows from it."""
    if not hasattr(request, "noted"):
        request.noted = (act, election, details)  # type: ignore[attr-defined]


def note_refusal(request: HttpRequest, why: Refused) -> None:
    """What was refused before it came to an act bears the page's name."""
    note(request, f"{_page(request)}.try", _election(request), result=Result.REFUSED, code=why.code)


def seen(request: HttpRequest, voters: Iterable[uuid.UUID | None], **details: object) -> None:
    """Which voters a page shows: their ids where they are few, else how many."""
    shown = [str(voter) for voter in voters if voter]
    if not shown and not details:
        return
    about: dict[str, object] = {"shown": len(shown), **details}
    if len(shown) <= NAMED:
        about["voters"] = shown
    request.seen = about  # type: ignore[attr-defined]


def write(request: HttpRequest, status: int) -> None:
    """After the view, outside its transactions."""
    if not isinstance(request.user, Person):
        return
    who, noted = request.user.email, getattr(request, "noted", None)
    if noted:
        act, election, details = noted
        audit.record(who, act, election, **details)
    elif status in (403, 404) and within_limit(request, "door"):
        # To whom an election does not exist, it does not exist in its trail either.
        asked = _election(request)
        place, about = (None, {"asked": asked}) if status == 404 else (asked, {})
        page = _page(request)
        audit.record_refused(who, "door.closed", str(status), place, page=page, **about)
    elif status == 429:
        reached(request, _page(request))
    elif status == 500:
        failed = {"result": Result.FAILED, "code": str(status)}
        audit.record(who, f"{_page(request)}.try", _election(request), **failed)
    elif status == 200 and (_page(request) in WATCHED or hasattr(request, "seen")):
        _write_look(request, who)


def _write_look(request: HttpRequest, who: str) -> None:
    """Once in a while for the same page with the same on it: some load themselves again."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    about = dict(getattr(request, "seen", {}))
    about |= {name: str(named[name]) for name in ("voter", "proposal", "form") if name in named}
    if page := request.GET.get("page", ""):
        about["page"] = page[:9]
    place, act = _election(request), f"look.{_page(request)}"
    same = "look:" + sha256(repr((who, place, act, sorted(about.items()))).encode()).hexdigest()
    if cache.get(same) is None:
        audit.record(who, act, place, **about)
        cache.set(same, 1, SAME_LOOK)


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match else None) or "unknown"


def _election(request: HttpRequest) -> uuid.UUID | None:
    """The one in the address, whether it exists or not."""
    named = request.resolver_match.kwargs.get("election") if request.resolver_match else None
    return named.pk if isinstance(named, Election) else named


def facts(place: Election | Organisation | None) -> dict[str, object]:
    """What the trail compares: an election's own fields, none of which is personal."""
    if not isinstance(place, Election) or place._state.adding:
        return {}
    return Election.objects.filter(pk=place.pk).values(*FACTS).first() or {}


FACTS = (
    *("name", "description", "language", "group", "phase", "opens_at", "closes_at"),
    *("spare_percentage", "edition"),
)


def difference(
    before: Mapping[str, object], place: Election | Organisation | None
) -> dict[str, object]:
    """The fields that the act changed, before and after."""
    after = facts(place) if before else {}
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return {"changed": changed} if changed else {}
