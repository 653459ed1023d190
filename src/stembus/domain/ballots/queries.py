"""Reads of accepted ballots: for the sequencer alone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from stembus.domain.elections.models import Poll

from .models import Ballot


def accepted(poll: Poll, since: datetime | None = None) -> list[tuple[str, datetime]]:
    """Trackers with their times, in the order of acceptance; from `since` on if given."""
    ballots = Ballot.objects.filter(poll=poll)
    if since is not None:
        ballots = ballots.filter(accepted_at__gte=since)
    return list(ballots.order_by("accepted_at", "id").values_list("tracker", "accepted_at"))


def contents(poll: Poll, trackers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Tracker to (credential, content)."""
    rows = Ballot.objects.filter(poll=poll, tracker__in=trackers)
    return {
        t: (credential, content)
        for t, credential, content in rows.values_list("tracker", "credential", "content")
    }


def close_gate(poll: Poll) -> None:
    """Wait, inside a transaction, until no ballot of this poll is under way any more.

    Each insert holds the gate in shared mode until it has committed (see `ballots_gate`); after
    this it looks at the closing time again, which has passed. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(poll.pk)])


def accepted_at(poll: Poll, tracker: str) -> datetime | None:
    return (
        Ballot.objects.filter(poll=poll, tracker=tracker)
        .values_list("accepted_at", flat=True)
        .first()
    )


def is_used(poll: Poll, credential: str) -> bool:
    """Whether a ballot was cast with it; at the closed gate this is the last word."""
    return Ballot.objects.filter(poll=poll, credential=credential).exists()
