"""Elections and ballots made on the spot, the same at every run."""

from collections.abc import Sequence
from hashlib import shake_256
from itertools import count

from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.election import Election, Question, make_election, make_uuid, parse_election
from stembus.protocol.group import Random, group

GROUPS = ["Ed25519", "BELENIOS-2048", "RFC-3526-2048"]
PLAIN = Question("Who?", ("A", "B", "C"), min=1, max=2, blank=False)
WITH_BLANK = Question("What?", ("P", "Q"), min=1, max=1, blank=True)
CHOICES = [[1, 0, 1], [0, 0, 1]]


def seeded(seed: str) -> Random:
    """Bytes that look random and are the same for the same seed."""
    calls = count()
    return lambda size: shake_256(f"{seed}|{next(calls)}".encode()).digest(size)


def election_with(*questions: Question, group_name: str = "Ed25519") -> Election:
    random = seeded("election")
    chosen = group(group_name)
    raw = make_election(
        uuid=make_uuid(random),
        name="Ondernemingsraad – één",
        description="",
        group=chosen,
        public_key=chosen.power(chosen.generator, chosen.random_scalar(random)),
        questions=questions,
        extra={},
    )
    return parse_election(raw)


def voter(election: Election, name: str = "voter") -> int:
    return election.group.random_scalar(seeded(name))


def ballot_for(election: Election, choices: Sequence[Sequence[int]], seed: str = "ballot") -> bytes:
    return make_ballot(election, voter(election), choices, seeded(seed))
