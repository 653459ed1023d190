"""Elections of one question with as many ballots as wanted, and their archives."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from stembus.protocol.ballot import read_ballot
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.board import EventType, Kind, header, make_event, record
from stembus.protocol.credential import make_list, public
from stembus.protocol.decryption import check_partial_decryption, make_partial_decryption
from stembus.protocol.election import Election, Question, make_election, make_uuid, parse_election
from stembus.protocol.group import group
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.result import compute_result, open_tally
from stembus.protocol.tally import Tally, encrypted_tally, sized_tally, sum_ballots, sum_tallies
from stembus.protocol.trustee import make_key, make_trustees, parse_trustees
from stembus.protocol.wire import render

TIME = 1_800_000_000
TRUSTEE = 2**200 + 1  # the one trustee's secret: nothing here is secret
CORES = len(os.sched_getaffinity(0))
BATCH = 500

Event = tuple[EventType, Sequence[bytes]]


@dataclass(frozen=True)
class Shape:
    """A question with so many candidates, of whom one up to `most` are to be chosen."""

    group: str
    candidates: int
    most: int = 1

    @cached_property
    def trustees(self) -> bytes:
        return make_trustees([make_key(group(self.group), TRUSTEE, os.urandom)])

    @cached_property
    def raw(self) -> bytes:
        chosen = group(self.group)
        answers = tuple(f"Candidate {number}" for number in range(1, self.candidates + 1))
        return make_election(
            uuid=make_uuid(os.urandom),
            name="Bench",
            description="",
            group=chosen,
            public_key=parse_trustees(self.trustees, chosen).election_key,
            questions=[Question("Who?", answers, min=1, max=self.most, blank=False)],
            extra={},
        )


def secret_of(voter: int) -> int:
    return voter + 2


def make_one(raw: bytes, voter: int) -> bytes:
    """The ballot of one voter, who chooses one candidate."""
    election = parse_election(raw)
    number = len(election.questions[0].answers)
    choices = [int(candidate == voter % number) for candidate in range(number)]
    return make_ballot(election, secret_of(voter), [choices], os.urandom)


def ballots(shape: Shape, number: int) -> Iterator[bytes]:
    """Made by all cores."""
    with ProcessPoolExecutor(CORES) as pool:
        yield from pool.map(partial(make_one, shape.raw), range(number), chunksize=10)


def write(path: Path, shape: Shape, votes: Sequence[bytes] | Iterator[bytes], voters: int) -> Path:
    """A whole election's archive, from its setup to the result."""
    parent = None
    with path.open("wb") as file:
        file.write(header(TIME))
        for height, (event_type, data) in enumerate(_events(shape, iter(votes), voters)):
            payload = sha256_hex(data[-1]) if data else None
            event = make_event(height, event_type, parent, payload)
            file.writelines(record(Kind.DATA, part, TIME) for part in data)
            file.write(record(Kind.EVENT, event, TIME))
            parent = sha256_hex(event)
    return path


def _events(shape: Shape, votes: Iterator[bytes], voters: int) -> Iterator[Event]:
    election = parse_election(shape.raw)
    yield EventType.SETUP, _setup(shape, election, voters)
    tallies = []
    while batch := list(islice(votes, BATCH)):
        yield from ((EventType.BALLOT, [raw]) for raw in batch)
        read = [(read_ballot(raw, election), 1) for raw in batch]
        tallies.append(sum_ballots(election, read))
    yield EventType.END_BALLOTS, []
    yield from _count(shape, election, sum_tallies(election, tallies))


def _setup(shape: Shape, election: Election, voters: int) -> list[bytes]:
    keys = (public(election.group, secret_of(voter)) for voter in range(voters))
    credentials = make_list((key, 1) for key in keys)
    parts = {"election": shape.raw, "trustees": shape.trustees, "credentials": credentials}
    return [*parts.values(), render({name: sha256_hex(part) for name, part in parts.items()})]


def _count(shape: Shape, election: Election, tally: Tally) -> Iterator[Event]:
    encrypted = encrypted_tally(election, tally)
    yield EventType.ENCRYPTED_TALLY, [encrypted, sized_tally(tally, encrypted)]
    partial = make_partial_decryption(election, TRUSTEE, encrypted, os.urandom)
    envelope = render({"owner": 1, "payload": sha256_hex(partial)})
    yield EventType.PARTIAL_DECRYPTION, [partial, envelope]
    trustees = parse_trustees(shape.trustees, election.group)
    key = trustees.verification_keys[1]
    factors = {1: check_partial_decryption(partial, election, key, tally.rows)}
    opened = open_tally(election, trustees, tally, factors)
    yield EventType.RESULT, [compute_result(election, tally, opened)]
