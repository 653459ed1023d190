"""Reads of the trail."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from .chain import digest, moment
from .models import Entry, Shipped


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    position: int
    hash: str


def head() -> Head | None:
    """Reads no other columns: the sequencer may see no more of the trail."""
    found = Entry.objects.order_by("-position").values_list("position", "hash").first()
    return Head(*found) if found else None


def hash_of(entry: Entry) -> str:
    """What its hash must be."""
    return digest(entry.previous, entry.position, entry.at, entry.role, entry.content)


def oldest() -> datetime | None:
    """When the first entry that is kept was written."""
    return Entry.objects.order_by("position").values_list("at", flat=True).first()


def last(act: str) -> Entry | None:
    """When this was done last, and by whom."""
    return Entry.objects.filter(act=act).order_by("-at").first()


def of_election(election: uuid.UUID, limit: int = 200) -> list[Entry]:
    """The newest first."""
    return list(Entry.objects.filter(election=election).order_by("-position")[:limit])


def all_of(election: uuid.UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(election=election)


def exported(entry: Entry) -> str:
    """A line of JSON; the content as the text that was hashed."""
    line = {
        "position": entry.position,
        "previous": entry.previous,
        "hash": entry.hash,
        "at": moment(entry.at),
        "role": entry.role,
        "content": entry.content,
    }
    return json.dumps(line, separators=(",", ":"))


def shipped() -> Shipped | None:
    return Shipped.objects.filter(pk=1).first()


def after(position: int, limit: int) -> list[Entry]:
    """The next entries in the order of the chain."""
    return list(Entry.objects.filter(position__gt=position).order_by("position")[:limit])


def oldest_after(position: int) -> datetime | None:
    """When the first entry after this one was made."""
    times = Entry.objects.filter(position__gt=position).order_by("position").values_list("at")
    found = times.first()
    return found[0] if found else None
