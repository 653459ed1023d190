"""The ballots: each one right, listed, and cast once; the last of each credential counted.

All cores take part. A chunk of ballots goes to a worker, which reads them from the file and
returns only their sum. The first fault in the order of the archive is the one that is reported,
however the work was divided.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from stembus.protocol.ballot import Ballot, check_ballot
from stembus.protocol.election import Election, parse_election
from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.tally import Tally, sum_ballots, sum_tallies
from stembus.verify.archive import Archive, Place, read
from stembus.verify.progress import Progress
from stembus.verify.setup import Setup

_CHUNK = 64  # ballots: half a second of work, or a tenth on the native core


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot to check. Its `weight` is None if a later ballot of its credential counts."""

    height: int
    place: Place
    listed: bool
    weight: int | None


def check_ballots(archive: Archive, setup: Setup, jobs: int, progress: Progress) -> Tally:
    """The sum of the ballots that count.

    Refuses with `ballot.duplicate`, `ballot.credential_unlisted` or what `check_ballot` refuses
    with, at `events[height].ballot`.
    """
    _check_distinct(archive.ballots)
    casts = _casts(archive, setup)
    chunks = [casts[start : start + _CHUNK] for start in range(0, len(casts), _CHUNK)]
    parts: list[Tally] = []
    for part in _work(chunks, archive.path, setup.election, min(jobs, len(chunks))):
        parts.append(part)
        progress("checking ballots", min(len(parts) * _CHUNK, len(casts)), len(casts))
    return sum_tallies(setup.election, parts)


def _check_distinct(ballots: Sequence[Place]) -> None:
    """The same bytes twice are not a second vote, but a copy of somebody's first."""
    seen: set[bytes] = set()
    for height, place in enumerate(ballots, start=1):
        if place.hash in seen:
            raise Rejected(Code.BALLOT_DUPLICATE, f"events[{height}].ballot")
        seen.add(place.hash)


def _casts(archive: Archive, setup: Setup) -> list[Cast]:
    """All ballots, in order. Setup is event 0 and nothing comes between the ballots."""
    last: dict[str, int] = {}
    unlisted: set[int] = set()
    for height, credential in enumerate(_credentials(archive, setup.election), start=1):
        last[credential] = height
        if credential not in setup.credentials:
            unlisted.add(height)
    weights = {height: setup.credentials.get(credential) for credential, height in last.items()}
    return [
        Cast(height, place, height not in unlisted, weights.get(height))
        for height, place in enumerate(archive.ballots, start=1)
    ]


def _credentials(archive: Archive, election: Election) -> Iterator[str]:
    """The credential of each ballot, read where it has to be in one that is canonical; something
    else for a ballot that `check_ballot` will refuse."""
    start = (
        f'{{"election_uuid":"{election.uuid}","election_hash":"{election.fingerprint}",'
        '"credential":"'
    )
    length = len(start) + election.group.element_length + 1
    with archive.path.open("rb") as file:
        for place in archive.ballots:
            head = os.pread(file.fileno(), min(length, place.size), place.offset)
            yield head.decode("latin-1").removeprefix(start).partition('"')[0]


# The work on chunks, here or in other processes


def _work(
    chunks: Sequence[Sequence[Cast]], path: Path, election: Election, jobs: int
) -> Iterator[Tally]:
    """The sum of each chunk, in order."""
    if jobs <= 1:
        with path.open("rb") as file:
            yield from (_check_chunk(chunk, file, election) for chunk in chunks)
        return
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=_Worker.begin, initargs=(path, election.raw)
    ) as pool:
        yield from pool.map(_Worker.check, chunks)


class _Worker:
    """What a worker process keeps between chunks."""

    _file: BinaryIO
    _election: Election

    @classmethod
    def begin(cls, path: Path, election_raw: bytes) -> None:
        cls._file = path.open("rb")
        cls._election = parse_election(election_raw)

    @classmethod
    def check(cls, chunk: Sequence[Cast]) -> Tally:
        return _check_chunk(chunk, cls._file, cls._election)


def _check_chunk(chunk: Sequence[Cast], file: BinaryIO, election: Election) -> Tally:
    counted = []
    for cast in chunk:
        with within(f"events[{cast.height}].ballot"):
            ballot = _check_cast(cast, file, election)
        if cast.weight is not None:
            counted.append((ballot, cast.weight))
    return sum_ballots(election, counted)


def _check_cast(cast: Cast, file: BinaryIO, election: Election) -> Ballot:
    ballot = check_ballot(read(file, cast.place), election)
    if not cast.listed:
        raise Rejected(Code.BALLOT_CREDENTIAL_UNLISTED, "credential")
    return ballot
