"""The one write of the vote: a ballot and its receipt, in one statement. And its end."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any

from django.db import OperationalError, connection

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll

from .models import Ballot

COLUMNS = "id, poll_id, credential, tracker, content, receipt, accepted_at"
# One statement, so that a cast costs one round trip and can't fall between a check and the insert.
# The table's gate (migration 0004) decides by the database's clock if the poll is open and the
# credential listed and not replaced; it keeps the closing of the poll, and who would replace the
# credential, waiting until the ballot is stored.
POSTGRESQL = f"""
INSERT INTO ballots_ballot ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp())
ON CONFLICT (poll_id, tracker) DO NOTHING
"""  # noqa: S608
# The same bytes again. Their row may be on one disk alone, if the wait for another site was broken
# off: what is written here follows it, so that this answer waits until both are elsewhere too.
KNOWN_POSTGRESQL = """
SELECT pg_logical_emit_message(true, 'stembus', '') FROM ballots_ballot
WHERE poll_id = %s AND tracker = %s
"""
KNOWN_SQLITE = "SELECT 1 FROM ballots_ballot WHERE poll_id = %s AND tracker = %s"
# SQLite has one writer at a time: the subquery is read under the same lock as the insert.
CLOCK = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f000', 'NOW')"
SQLITE = f"""
INSERT INTO ballots_ballot ({COLUMNS})
SELECT %s, c.poll_id, c.key, %s, %s, %s, {CLOCK}
FROM elections_publiccredential c
JOIN elections_poll p ON p.id = c.poll_id JOIN elections_election e ON e.id = p.election_id
WHERE c.poll_id = %s AND c.key = %s
AND e.phase = 'open' AND (e.closes_at IS NULL OR e.closes_at > {CLOCK})
AND NOT EXISTS (
    SELECT 1 FROM elections_revocation r
    WHERE r.poll_id = c.poll_id AND r.key = c.key AND r.revoked
)
ON CONFLICT (poll_id, tracker) DO NOTHING
"""  # noqa: S608


class Outcome(Enum):
    STORED = auto()
    """New: it is durable."""
    KNOWN = auto()
    """The same bytes were stored before: the answer is the same as then."""
    REFUSED = auto()
    """Not stored: the poll is not open, or the credential not listed."""


def insert(
    poll: uuid.UUID, *, credential: str, tracker: str, content: str, receipt: str
) -> Outcome:
    """Store a ballot that has been checked. Never cancel it: its outcome would be unknown."""
    native = connection.features.has_native_uuid_field
    key, row = (poll, uuid.uuid4()) if native else (poll.hex, uuid.uuid4().hex)
    with _told_all(native), connection.cursor() as cursor:
        if native:
            cursor.execute(POSTGRESQL, [row, key, credential, tracker, content, receipt])
        else:
            cursor.execute(SQLITE, [row, tracker, content, receipt, key, credential])
        if cursor.rowcount == 1:
            return Outcome.STORED
        cursor.execute(KNOWN_POSTGRESQL if native else KNOWN_SQLITE, [key, tracker])
        return Outcome.KNOWN if cursor.fetchone() else Outcome.REFUSED


@contextmanager
def _told_all(native: bool) -> Iterator[None]:
    """PostgreSQL calls a commit whose wait for another site was cancelled a success, with a warning
    alone. It is none: the ballot is sent again, and then waited for."""
    if not native:
        yield
        return
    # A cast is one round trip: its page sends it again where the connection was cut meanwhile.
    connection.health_check_done = True  # type: ignore[attr-defined]
    connection.ensure_connection()
    told: list[Any] = []
    plain = connection.connection
    plain.add_notice_handler(told.append)
    try:
        yield
    finally:
        plain.remove_notice_handler(told.append)
    if told:
        raise OperationalError("a cast was stored with a warning: its outcome is unknown")


def erase(election: Election) -> Counts:
    return delete_rows(Ballot.objects.filter(poll__in=Poll.objects.filter(election=election)))
