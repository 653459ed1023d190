"""The order of the board (§3): which event may follow which, and which data belong to each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stembus.protocol.board import Event, EventType, Kind, Record, parse_event
from stembus.protocol.errors import Code, Rejected, renamed, within
from stembus.protocol.wire import fields, parse_canonical


class Phase(StrEnum):
    """How far an election is, seen from its last event."""

    EMPTY = "empty"
    SETUP = "setup"
    VOTING = "voting"
    CLOSED = "closed"
    TALLIED = "tallied"
    SHUFFLING = "shuffling"
    SHUFFLED = "shuffled"
    DECRYPTING = "decrypting"
    RESULT = "result"


NEXT: Mapping[tuple[Phase, EventType], Phase] = {
    (Phase.EMPTY, EventType.SETUP): Phase.SETUP,
    (Phase.SETUP, EventType.BALLOT): Phase.VOTING,
    (Phase.SETUP, EventType.END_BALLOTS): Phase.CLOSED,
    (Phase.VOTING, EventType.BALLOT): Phase.VOTING,
    (Phase.VOTING, EventType.END_BALLOTS): Phase.CLOSED,
    (Phase.CLOSED, EventType.ENCRYPTED_TALLY): Phase.TALLIED,
    (Phase.TALLIED, EventType.SHUFFLE): Phase.SHUFFLING,
    (Phase.SHUFFLING, EventType.SHUFFLE): Phase.SHUFFLING,
    (Phase.SHUFFLING, EventType.END_SHUFFLES): Phase.SHUFFLED,
    (Phase.TALLIED, EventType.PARTIAL_DECRYPTION): Phase.DECRYPTING,
    (Phase.SHUFFLED, EventType.PARTIAL_DECRYPTION): Phase.DECRYPTING,
    (Phase.DECRYPTING, EventType.PARTIAL_DECRYPTION): Phase.DECRYPTING,
    (Phase.DECRYPTING, EventType.RESULT): Phase.RESULT,
}
"""Everything else is out of order. Whether shuffles are due depends on the questions."""

ENVELOPE: Mapping[EventType, Sequence[str]] = {
    EventType.SETUP: ("election", "trustees", "credentials"),
    EventType.ENCRYPTED_TALLY: ("num_tallied", "total_weight", "encrypted_tally"),
    EventType.SHUFFLE: ("owner", "payload"),
    EventType.PARTIAL_DECRYPTION: ("owner", "payload"),
}
"""The fields of the last data record of an event, where that refers to the records before it."""

_REFERENCES = {"election", "trustees", "credentials", "encrypted_tally", "payload"}
_BARE = {EventType.END_BALLOTS, EventType.END_SHUFFLES}
_MOST_DATA = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place, with its data in the order of the archive."""

    event: Event
    hash: str
    phase: Phase
    data: tuple[Record, ...]


def follow(records: Iterable[Record]) -> Iterator[Entry]:
    """The events of an archive, each checked to be a right continuation of those before it.

    Refuses with `event.shape`, `event.parent`, `event.height`, `event.order`, `event.payload`
    at `events[height]`, and with `archive.unreferenced` for data that no event uses.
    """
    phase, parent, height = Phase.EMPTY, None, 0
    data: list[Record] = []
    for record in records:
        if record.kind is Kind.DATA:
            data.append(record)
            _check_few(data)
            continue
        with within(f"events[{height}]"):
            event = _parse(record.content)
            _check_link(event, parent, height)
            phase = _advance(phase, event.type)
            _check_data(event, data)
        yield Entry(event, record.hash, phase, tuple(data))
        data, parent, height = [], record.hash, height + 1
    if data:
        raise Rejected(Code.ARCHIVE_UNREFERENCED, data[0].hash)


def _check_few(data: Sequence[Record]) -> None:
    """Refuse early what no event can use, so that it need not be kept in memory."""
    if len(data) > _MOST_DATA:
        raise Rejected(Code.ARCHIVE_UNREFERENCED, data[0].hash)


def _parse(raw: bytes) -> Event:
    shape = Code.EVENT_SHAPE
    codes = (Code.JSON_INVALID, Code.JSON_SHAPE, Code.JSON_NOT_CANONICAL)
    with renamed(dict.fromkeys(codes, shape)):
        return parse_event(raw)


def _check_link(event: Event, parent: str | None, height: int) -> None:
    if event.parent != parent:
        raise Rejected(Code.EVENT_PARENT)
    if event.height != height:
        raise Rejected(Code.EVENT_HEIGHT)


def _advance(phase: Phase, event_type: EventType) -> Phase:
    if (phase, event_type) not in NEXT:
        raise Rejected(Code.EVENT_ORDER, str(event_type))
    return NEXT[phase, event_type]


def _check_data(event: Event, data: Sequence[Record]) -> None:
    """The payload is the last data record, and that one names those before it, in order."""
    expected: list[object] = [] if event.type in _BARE else [event.payload]
    if event.type in ENVELOPE and data:
        expected = [*_references(event.type, data[-1].content), *expected]
    if (event.payload is None) != (event.type in _BARE):
        raise Rejected(Code.EVENT_PAYLOAD)
    if [record.hash for record in data] != expected:
        raise Rejected(Code.EVENT_PAYLOAD)


def _references(event_type: EventType, raw: bytes) -> list[object]:
    names = ENVELOPE[event_type]
    shape = Code.EVENT_PAYLOAD
    codes = (Code.JSON_INVALID, Code.JSON_SHAPE, Code.JSON_NOT_CANONICAL)
    with renamed(dict.fromkeys(codes, shape)):
        values = fields(parse_canonical(raw), *names)
    return [value for name, value in zip(names, values, strict=True) if name in _REFERENCES]
