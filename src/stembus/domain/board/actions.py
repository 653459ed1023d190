"""Writes to the board, which only the sequencer makes: one writer for each poll. And its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll
from stembus.protocol.board import EventType, make_event
from stembus.protocol.hashing import sha256_hex

from .models import Checkpoint, Record
from .queries import head

BATCH = 500


def lock_board(poll: Poll) -> bool:
    """Become the one writer of this board until the transaction ends; False if another is."""
    if connection.vendor != "postgresql":
        return True  # the transaction holds SQLite's one write lock already
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [str(poll.pk)])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to publish: its data in archive order; the last one is the event's payload.

    `credential` is set for ballots.
    """

    type: EventType
    data: Sequence[str] = ()
    credential: str = ""


def append(poll: Poll, entries: Sequence[Entry]) -> None:
    """Put events on the board, in this order, inside the caller's transaction (§3)."""
    end = _end(poll)
    records = [record for entry in entries for record in end.add(entry)]
    Record.objects.bulk_create(records, batch_size=BATCH)


def _end(poll: Poll) -> "_End":
    last = head(poll)
    if last is None or last.height is None:
        return _End(poll)
    return _End(poll, last.position, last.height, last.hash)


@dataclass(slots=True)
class _End:
    """Where the board ends, while events are added."""

    poll: Poll
    position: int = -1
    height: int = -1
    parent: str | None = None

    def add(self, entry: Entry) -> Iterator[Record]:
        payload = ""
        for content in entry.data:
            payload = sha256_hex(content.encode())
            yield self._record(content, payload)
        self.height += 1
        event = make_event(self.height, entry.type, self.parent, payload or None).decode()
        self.parent = sha256_hex(event.encode())
        record = self._record(event, self.parent)
        record.is_event, record.type, record.height = True, entry.type, self.height
        record.credential, record.payload = entry.credential, payload
        yield record

    def _record(self, content: str, hash: str) -> Record:
        self.position += 1
        return Record(
            poll=self.poll, position=self.position, is_event=False, hash=hash, content=content
        )


def add_checkpoint(poll: Poll, height: int, note: str, trail: int) -> None:
    Checkpoint.objects.create(poll=poll, height=height, note=note, trail=trail)


def erase(election: Election) -> Counts:
    polls = Poll.objects.filter(election=election)
    return delete_rows(
        Record.objects.filter(poll__in=polls), Checkpoint.objects.filter(poll__in=polls)
    )
