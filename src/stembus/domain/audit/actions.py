"""The one write of the trail."""

import uuid

from .models import Entry


def record(actor: str, act: str, election: uuid.UUID | None = None, **details: object) -> None:
    """Write down an act, inside the act's own transaction. No secrets, no votes, no codes."""
    Entry.objects.create(actor=actor, act=act, election=election, details=details)
