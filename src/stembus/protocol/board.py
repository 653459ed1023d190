"""The public board as one file, `UUID.bel` (§3).

The file is a tar container without end mark. Its first member says what it is and when it was
begun; all others are records, named by the hash of their content: data, and the events that give
the data a meaning and an order. It only ever grows, so a copy of an unfinished one is valid.

There is one way to write each archive. The reader writes every header again and compares, so
that nothing can hide in fields that tar programs do not look at.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.wire import fields, integer, parse_canonical, render, text

BLOCK = 512
MAX_RECORD = 2**29  # bytes; the largest that occur are credential lists and shuffles
_CHUNK = 2**20

_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json", re.ASCII)
_OCTAL = re.compile(rb"[0-7]{11}")
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)

Read = Callable[[int], bytes]
"""n to the next n bytes; to fewer only at the end."""


class Kind(StrEnum):
    DATA = "data"
    EVENT = "event"


class EventType(StrEnum):
    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


@dataclass(frozen=True, slots=True)
class Event:
    """`parent` and `payload` are hashes, in hexadecimal, of the previous event and of data."""

    height: int
    type: EventType
    parent: str | None
    payload: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One member after the first; `offset` is where its content begins in the file."""

    kind: Kind
    hash: str
    content: bytes
    offset: int


# Writing


def header(timestamp: int) -> bytes:
    """The first member, with which every archive begins. `timestamp`: Unix seconds."""
    content = render({"version": 1, "timestamp": str(timestamp)})
    return member("BELENIOS", content, timestamp)


def record(kind: Kind, content: bytes, timestamp: int) -> bytes:
    """The member for data or for an event, as `make_event` makes it."""
    return member(f"{sha256_hex(content)}.{kind}.json", content, timestamp)


def member(name: str, content: bytes, timestamp: int) -> bytes:
    """Any member. `timestamp` is that of the archive's header, for every one of them."""
    return _tar_header(name, len(content), timestamp) + content + _padding(len(content))


def make_event(
    height: int, event_type: EventType, parent: str | None = None, payload: str | None = None
) -> bytes:
    """The JSON of an event: `parent` is the previous event's hash, `payload` that of its data."""
    event: dict[str, object] = {"parent": parent} if parent is not None else {}
    event |= {"height": height, "type": str(event_type)}
    return render(event | ({"payload": payload} if payload is not None else {}))


def _tar_header(name: str, size: int, timestamp: int) -> bytes:
    """The 512 bytes of an old-style tar header."""
    before = name.encode("ascii").ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    before += b"%011o\0%011o\0" % (size, timestamp)
    after = b"0".ljust(BLOCK - len(before) - 8, b"\0")
    checksum = sum(before) + 8 * ord(" ") + sum(after)
    return before + b"%06o\0 " % checksum + after


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


# Reading


def read_records(read: Read) -> Iterator[Record]:
    """The records of an archive, in order; their content has the hash that they are named by.

    Refuses with `archive.not_belenios`, `archive.truncated`, `archive.member`,
    `archive.too_large` or `archive.hash`, at `members[index]`.
    """
    with within("members[0]"):
        timestamp = _read_header(read)
    offset, index = len(header(timestamp)), 0
    while block := read(BLOCK):
        index += 1
        with within(f"members[{index}]"):
            found = _read_record(block, offset + BLOCK, timestamp, read)
        offset += BLOCK + len(found.content) + len(_padding(len(found.content)))
        yield found


def _read_header(read: Read) -> int:
    """The timestamp. There is only one header with that timestamp, so compare with it."""
    block = read(BLOCK)
    if not _OCTAL.fullmatch(mtime := block[136:147]):
        raise Rejected(Code.ARCHIVE_NOT_BELENIOS)
    timestamp = int(mtime, 8)
    expected = header(timestamp)
    if block + read(len(expected) - BLOCK) != expected:
        raise Rejected(Code.ARCHIVE_NOT_BELENIOS)
    return timestamp


def _read_record(block: bytes, offset: int, timestamp: int, read: Read) -> Record:
    if len(block) < BLOCK:
        raise Rejected(Code.ARCHIVE_TRUNCATED)
    name = _NAME.fullmatch(block[:100].rstrip(b"\0").decode("latin-1"))
    size = _OCTAL.fullmatch(block, 124, 135)
    if not name or not size or _tar_header(name[0], int(size[0], 8), timestamp) != block:
        raise Rejected(Code.ARCHIVE_MEMBER)
    content = _read_content(int(size[0], 8), read)
    if sha256_hex(content) != name[1]:
        raise Rejected(Code.ARCHIVE_HASH)
    return Record(Kind(name[2]), name[1], content, offset)


def _read_content(size: int, read: Read) -> bytes:
    """By chunks: the size is only what the header says, and the file may be shorter."""
    if size > MAX_RECORD:
        raise Rejected(Code.ARCHIVE_TOO_LARGE)
    padded = size + len(_padding(size))
    content = bytearray()
    while chunk := read(min(_CHUNK, padded - len(content))):
        content += chunk
    if len(content) < padded:
        raise Rejected(Code.ARCHIVE_TRUNCATED)
    if any(content[size:]):
        raise Rejected(Code.ARCHIVE_MEMBER)
    return bytes(content[:size])


def parse_event(raw: bytes) -> Event:
    """An event as `make_event` makes it; refuses with `json.*` or `event.shape`."""
    parts = fields(parse_canonical(raw), "parent?", "height", "type", "payload?")
    parent, height, name, payload = parts
    try:
        event_type = EventType(text(name))
    except ValueError as error:
        raise Rejected(Code.EVENT_SHAPE, "type") from error
    return Event(integer(height), event_type, _hash(parent), _hash(payload))


def _hash(value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and HASH.fullmatch(value)):
        raise Rejected(Code.EVENT_SHAPE)
    return value
