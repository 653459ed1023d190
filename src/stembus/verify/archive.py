"""The first pass over an archive: the container, the chain of events, and where everything is.

Only places are kept, not contents, so memory does not grow with the size of the ballots.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stembus.protocol.board import EventType, Record, read_records
from stembus.protocol.chain import Entry, Phase, follow
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.hashing import sha256_hex
from stembus.verify.progress import Progress


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record's content is in the file, and its hash."""

    offset: int
    size: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    height: int
    type: EventType
    data: tuple[Place, ...]

    @property
    def where(self) -> str:
        return f"events[{self.height}]"


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose container and chain are right.

    `ballots` are the places of the ballots, `events` all events but those; `chain` has the 32
    bytes of the hash of every event.
    """

    path: Path
    phase: Phase
    events: tuple[PlacedEvent, ...]
    ballots: tuple[Place, ...]
    chain: bytes

    def of_type(self, event_type: EventType) -> list[PlacedEvent]:
        return [event for event in self.events if event.type is event_type]

    def read(self, place: Place) -> bytes:
        with self.path.open("rb") as file:
            return read(file, place)


def read(file: BinaryIO, place: Place) -> bytes:
    """The content of a record. Refuses it if the file has changed since the first pass."""
    content = os.pread(file.fileno(), place.size, place.offset)
    if sha256_hex(content) != place.hash.hex():
        raise Rejected(Code.ARCHIVE_HASH)
    return content


def scan(path: Path, progress: Progress) -> Archive:
    """Read an archive once, from beginning to end. Refuses with `archive.*` or `event.*`."""
    events, ballots, chain = [], [], bytearray()
    phase = Phase.EMPTY
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for entry in follow(read_records(file.read)):
            progress("reading", file.tell(), size)
            chain += bytes.fromhex(entry.hash)
            phase = entry.phase
            if entry.event.type is EventType.BALLOT:
                ballots.append(_place(entry.data[0]))
            else:
                events.append(_placed(entry))
    if phase is Phase.EMPTY:
        raise Rejected(Code.ARCHIVE_EMPTY)
    return Archive(path, phase, tuple(events), tuple(ballots), bytes(chain))


def _placed(entry: Entry) -> PlacedEvent:
    data = tuple(_place(record) for record in entry.data)
    return PlacedEvent(entry.event.height, entry.event.type, data)


def _place(record: Record) -> Place:
    return Place(record.offset, len(record.content), bytes.fromhex(record.hash))


def check_extends(later: Archive, earlier: Archive) -> None:
    """That the later archive has all events of the earlier one, in the same place.

    It is the only way to notice that ballots were taken away. Refuses with
    `archive.not_extending`.
    """
    if not later.chain.startswith(earlier.chain):
        raise Rejected(Code.ARCHIVE_NOT_EXTENDING)
