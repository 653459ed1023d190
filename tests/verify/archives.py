"""Archives taken apart, altered, and put together again with all hashes right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from stembus.protocol.board import (
    EventType,
    Kind,
    header,
    make_event,
    read_records,
    record,
)
from stembus.protocol.chain import ENVELOPE, follow
from stembus.protocol.hashing import sha256_hex
from stembus.verify.report import Report
from stembus.verify.verification import verify
from tests.protocol.vectors import VECTORS

TIMESTAMP = 1_795_460_205


@dataclass(frozen=True)
class Step:
    """An event with its data, the envelope last."""

    type: EventType
    data: tuple[bytes, ...] = ()


def vector(case: str) -> Path:
    (path,) = (VECTORS / case).glob("*.bel")
    return path


def steps(case: str) -> list[Step]:
    entries = follow(read_records(BytesIO(vector(case).read_bytes()).read))
    return [Step(each.event.type, tuple(part.content for part in each.data)) for each in entries]


def index_of(story: Sequence[Step], event_type: EventType) -> int:
    """The first event of that type."""
    return next(index for index, step in enumerate(story) if step.type is event_type)


def with_data(step: Step, position: int, content: bytes) -> Step:
    """Data of an event replaced, and the hash of it in the envelope too."""
    data = list(step.data)
    old, data[position] = data[position], content
    if step.type in ENVELOPE:
        data[-1] = data[-1].replace(sha256_hex(old).encode(), sha256_hex(content).encode())
    return replace(step, data=tuple(data))


def archive(story: Iterable[Step], timestamp: int = TIMESTAMP) -> bytes:
    """The file, its chain new."""
    members, parent = [header(timestamp)], None
    for height, step in enumerate(story):
        payload = sha256_hex(step.data[-1]) if step.data else None
        event = make_event(height, step.type, parent, payload)
        members += [record(Kind.DATA, content, timestamp) for content in step.data]
        members += [record(Kind.EVENT, event, timestamp)]
        parent = sha256_hex(event)
    return b"".join(members)


def report_of(path: Path, raw: bytes, **options: object) -> Report:
    """The verification of these bytes, in a file at `path`."""
    path.write_bytes(raw)
    return verify(path, **options)  # type: ignore[arg-type]


def verdict(path: Path, raw: bytes) -> tuple[str, str] | None:
    """The code and place of the first fault; None for a valid archive."""
    refusal = report_of(path, raw).refusal
    return refusal and (str(refusal.code), refusal.where)
