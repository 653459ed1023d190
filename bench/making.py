"""Elections for measuring: an archive with any number of ballots, made in seconds on all cores."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.board import EventType, Kind, header, make_event, record
from stembus.protocol.credential import make_list, public
from stembus.protocol.election import Question, make_election, make_uuid, parse_election
from stembus.protocol.group import group
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.trustee import make_key, make_secret, make_trustees, parse_trustees
from stembus.protocol.wire import render

TIME = 1_800_000_000
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Sample:
    """An election whose questions each have so many answers, of which 1 to `most` may be chosen."""

    group: str
    answers: int
    most: int
    voters: int
    questions: int = 1

    @cached_property
    def setup(self) -> list[bytes]:
        """The data of the archive's first event; the first of them is the election."""
        chosen = group(self.group)
        trustees = make_trustees([make_key(chosen, make_secret(chosen, os.urandom), os.urandom)])
        names = tuple(f"Answer {number}" for number in range(self.answers))
        election = make_election(
            uuid=make_uuid(os.urandom),
            name="Sample",
            description="",
            group=chosen,
            public_key=parse_trustees(trustees, chosen).election_key,
            questions=[Question("Which?", names, min=1, max=self.most, blank=False)]
            * self.questions,
            extra={},
        )
        credentials = make_list((public(chosen, voter + 1), 1) for voter in range(self.voters))
        parts = {"election": election, "trustees": trustees, "credentials": credentials}
        return [*parts.values(), render({name: sha256_hex(part) for name, part in parts.items()})]

    def ballots(self, number: int) -> Iterator[bytes]:
        """The ballots of the first voters, made on all cores."""
        with ProcessPoolExecutor(CORES) as pool:
            make = partial(_make_one, self.setup[0])
            yield from pool.map(make, range(number), chunksize=20)

    def write(self, folder: Path | str, ballots: Iterable[bytes]) -> Path:
        """An archive whose voting is closed, with these ballots; named as peers look for it.

        They are not kept: what a program takes at most, as the kernel counts it, is never less than
        what the process had that started it.
        """
        events: Iterator[tuple[EventType, list[bytes]]] = chain(
            [(EventType.SETUP, self.setup)],
            ((EventType.BALLOT, [raw]) for raw in ballots),
            [(EventType.END_BALLOTS, [])],
        )
        parent = None
        path = Path(folder) / f"{'1' * 14}.bel"
        with path.open("wb") as file:
            file.write(header(TIME))
            for height, (event_type, data) in enumerate(events):
                payload = sha256_hex(data[-1]) if data else None
                event = make_event(height, event_type, parent, payload)
                file.writelines(record(Kind.DATA, part, TIME) for part in data)
                file.write(record(Kind.EVENT, event, TIME))
                parent = sha256_hex(event)
        return path


def _make_one(election: bytes, voter: int) -> bytes:
    parsed = parse_election(election)
    answers = len(parsed.questions[0].answers)
    choices = [int(answer == voter % answers) for answer in range(answers)]
    return make_ballot(parsed, voter + 1, [choices] * len(parsed.questions), os.urandom)
