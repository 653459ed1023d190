"""Writes of the trail: one more entry, and taking the oldest away when their term is over."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from stembus import provenance

from .chain import NO_ROLE, START, canonical
from .kinds import kind_of
from .models import Entry, Result, Shipped
from .queries import hash_of, head, shipped

# Longer texts are cut: an entry must fit into one line of a log server.
LONGEST = 300
SHORTEN = "trail.shorten"
# What an act is done to, if its details name one of these; else it is the election itself.
OBJECTS = ("voter", "delivery", "proposal", "trustee", "poll", "organisation")


def record(
    actor: str,
    act: str,
    election: uuid.UUID | None = None,
    *,
    result: object = Result.DONE,
    code: object = "",
    **details: object,
) -> None:
    """Write down an act, inside the act's own transaction and as its last statement: from here to
    the commit no one else can add. No secrets, no votes, no codes, of a voter no more than the id.
    """
    content = _content(actor, act, election, result, code, details)
    columns = {name: content[name] for name in ("actor", "act", "kind", "result")}
    with transaction.atomic():
        entry = Entry(content=canonical(content), election=election, **columns)
        _place(entry)
        entry.save(force_insert=True)


def record_refused(
    actor: str, act: str, code: str, election: uuid.UUID | None = None, **details: object
) -> None:
    """Write down what was not done, and the code of the refusal."""
    record(actor, act, election, result=Result.REFUSED, code=code, **details)


def _content(
    actor: str,
    act: str,
    election: uuid.UUID | None,
    result: object,
    code: object,
    details: Mapping[str, object],
) -> dict[str, object]:
    where = provenance.current()
    target = next((name for name in OBJECTS if name in details), "election" if election else "")
    return {
        "kind": str(kind_of(act)),
        "actor": actor,
        "act": act,
        "origin": where.origin,
        "request": where.request,
        "process": provenance.process(),
        "election": str(election) if election else None,
        "object": {"kind": target, "id": str(details.get(target, election))} if target else None,
        "result": str(result),
        "code": str(code),
        "details": {
            name: _shortened(value) for name, value in details.items() if name not in OBJECTS
        },
    }


def _shortened(value: object) -> object:
    """Texts cut, also those in lists and mappings."""
    if isinstance(value, Mapping):
        return {str(name): _shortened(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value).replace("\0", "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _place(entry: Entry) -> None:
    """Where the chain goes on. On PostgreSQL a trigger decides, whatever stands here."""
    entry.position, entry.previous, entry.at = 0, START, timezone.now()
    entry.role = NO_ROLE
    if connection.vendor != "postgresql":
        last = head()
        entry.position, entry.previous = (last.position + 1, last.hash) if last else (1, START)
        entry.hash = hash_of(entry)


@transaction.atomic
def shorten(before: datetime) -> int:
    """Delete the entries from before then, at the front of the chain, and say so first: the chain
    is whole from there on. What a log server still waits for stays. Returns how many."""
    last = Entry.objects.filter(at__lt=before).order_by("-position").values_list("position").first()
    sent = shipped()
    end = min(last[0], sent.position) if last and sent else last[0] if last else 0
    hashes = dict(Entry.objects.filter(position=end).values_list("position", "hash"))
    if end not in hashes:
        return 0
    record("retention", SHORTEN, position=end, hash=hashes[end])
    return Entry.objects.filter(position__lte=end).delete()[0]


def mark_shipped(entry: Entry) -> None:
    """The log server has this entry and all before it."""
    Shipped.objects.update_or_create(
        pk=1, defaults={"position": entry.position, "hash": entry.hash, "at": timezone.now()}
    )
