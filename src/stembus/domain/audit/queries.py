"""Reads of the trail."""

import uuid

from .models import Entry


def last(act: str) -> Entry | None:
    """When this was done last, and by whom."""
    return Entry.objects.filter(act=act).order_by("-at").first()


def of_election(election: uuid.UUID, limit: int = 200) -> list[Entry]:
    """The newest first."""
    return list(Entry.objects.filter(election=election).order_by("-at")[:limit])
