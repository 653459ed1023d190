"""The one write of the vote: a ballot and its receipt, in one statement. And its end."""

import uuid
from enum import Enum, auto

from django.db import connection

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll

from .models import Ballot

# One statement inserts the ballot where the credential is listed and the poll open, so that a
# cast costs one round trip and can't fall between a check and the insert. The gate decides by
# the database's clock, and whether the credential was replaced; it keeps the closing of the poll,
# and who would replace the credential, waiting until the ballot is stored.
INSERT = """
INSERT INTO ballots_ballot (id, poll_id, credential, tracker, content, receipt, accepted_at)
SELECT %s, c.poll_id, c.key, %s, %s, %s, {clock}
FROM elections_publiccredential c
WHERE c.poll_id = %s AND c.key = %s AND {gate}
ON CONFLICT (poll_id, tracker) DO NOTHING
"""
POSTGRESQL = INSERT.format(clock="clock_timestamp()", gate="ballots_gate(c.poll_id, c.key)")
# SQLite has one writer at a time: the subquery is read under the same lock as the insert.
SQLITE_CLOCK = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f000', 'NOW')"
SQLITE_GATE = """EXISTS (
    SELECT 1 FROM elections_poll p JOIN elections_election e ON e.id = p.election_id
    WHERE p.id = c.poll_id AND e.phase = 'open'
    AND (e.closes_at IS NULL OR e.closes_at > {clock})
) AND NOT EXISTS (
    SELECT 1 FROM elections_revocation r
    WHERE r.poll_id = c.poll_id AND r.key = c.key AND r.revoked
)"""
SQLITE = INSERT.format(clock=SQLITE_CLOCK, gate=SQLITE_GATE.format(clock=SQLITE_CLOCK))


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
    postgresql = connection.vendor == "postgresql"
    key = poll if postgresql else poll.hex
    row = uuid.uuid4() if postgresql else uuid.uuid4().hex
    with connection.cursor() as cursor:
        cursor.execute(
            POSTGRESQL if postgresql else SQLITE, [row, tracker, content, receipt, key, credential]
        )
        if cursor.rowcount == 1:
            return Outcome.STORED
        cursor.execute(
            "SELECT 1 FROM ballots_ballot WHERE poll_id = %s AND tracker = %s", [key, tracker]
        )
        return Outcome.KNOWN if cursor.fetchone() else Outcome.REFUSED


def erase(election: Election) -> Counts:
    return delete_rows(Ballot.objects.filter(poll__in=Poll.objects.filter(election=election)))
