"""Reads of the trail."""

import uuid

from .models import Entry


def of_election(election: uuid.UUID, limit: int = 200) -> list[Entry]:
    """The newest first."""
    return list(Entry.objects.filter(election=election).order_by("-at")[:limit])
