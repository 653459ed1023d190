"""What a record says of an archive. Whether the archive is right, `stembus.verify` says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stembus.protocol.board import EventType
from stembus.protocol.credential import parse_list
from stembus.protocol.election import Election, parse_election
from stembus.protocol.wire import Json, array, known_fields, mapping, parse, text
from stembus.record.errors import Code, Unfit
from stembus.verify.archive import Archive, read, scan
from stembus.verify.progress import silent

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """`rules` is the hash of the frozen rules that the election object names, in Base64.

    `weights` are those of the listed credentials, spares included; `used` are those with which a
    ballot was cast; `counted` ballots have `counted_weight`.
    """

    uuid: str
    rules: str
    fingerprint: str
    sha256: str
    size: int
    weights: Mapping[str, int]
    used: frozenset[str]
    counted: int
    counted_weight: int
    result: Sequence[Sequence[int]]


def facts(path: Path) -> Facts:
    """Of a finished election's archive. Refuses with `record.archive_unfinished`, or what
    the container and the objects in it are refused with."""
    archive = scan(path, silent)
    election_raw, _, credentials_raw = map(archive.read, archive.events[0].data[:3])
    election = parse_election(election_raw)
    counted, counted_weight = _counted(archive)
    sha256, size = _hash(path)
    return Facts(
        uuid=election.uuid,
        rules=_rules(election),
        fingerprint=election.fingerprint,
        sha256=sha256,
        size=size,
        weights=parse_list(credentials_raw, election.group),
        used=_used(archive),
        counted=counted,
        counted_weight=counted_weight,
        result=_result(archive),
    )


def _rules(election: Election) -> str:
    """Empty for an election that is not of Stembus."""
    extra = mapping(parse(election.raw)).get("stembus")
    return str(extra.get("rules", "")) if isinstance(extra, dict) else ""


def _used(archive: Archive) -> frozenset[str]:
    """The credentials of the ballots, the replaced ones included (§2.4)."""
    with archive.path.open("rb") as file:
        return frozenset(_credential(read(file, place)) for place in archive.ballots)


def _credential(ballot: bytes) -> str:
    (credential,) = known_fields(parse(ballot), "credential")
    return text(credential)


def _counted(archive: Archive) -> tuple[int, int]:
    _, sized = _data(archive, EventType.ENCRYPTED_TALLY)
    ballots, weight = known_fields(parse(sized), "num_tallied", "total_weight")
    return _number(ballots), _number(weight)


def _result(archive: Archive) -> list[list[int]]:
    (raw,) = _data(archive, EventType.RESULT)
    (rows,) = known_fields(parse(raw), "result")
    return [[_number(count) for count in array(row)] for row in array(rows)]


def _data(archive: Archive, type: EventType) -> list[bytes]:
    events = archive.of_type(type)
    if not events:
        raise Unfit(Code.ARCHIVE_UNFINISHED, archive.path.name)
    return [archive.read(place) for place in events[0].data]


def _number(value: Json) -> int:
    """Large ones are strings (§2.3)."""
    return int(str(value))


def _hash(path: Path) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and the number of bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
        return digest.hexdigest(), file.tell()
