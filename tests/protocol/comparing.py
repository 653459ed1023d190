"""What a core makes of something, as values that can be compared with what the other does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stembus.protocol.algebra import Group
from stembus.protocol.ballot import check_ballot
from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.election import Election, Question
from stembus.protocol.errors import Rejected
from tests.protocol.making import CHOICES, PLAIN, WITH_BLANK, ballot_for, election_with

COUNTED = Question("How many?", ("A", "B", "C"), min=0, max=3, blank=False)
ELECTION = election_with(PLAIN, WITH_BLANK, COUNTED)
BALLOT = ballot_for(ELECTION, [*CHOICES, [1, 1, 0]])


def outcome(compute: Callable[[], object]) -> object:
    """A value in which elements are bytes, or how it was refused."""
    try:
        return _plain(compute())
    except Rejected as refusal:
        return refusal.code, refusal.where


def _plain(value: Any) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | str) else bytes(value)


def on(core: Group, election: Election) -> Election:
    """The same election, computed with by that core."""
    key = core.decode(election.group.encode(election.public_key))
    return replace(election, group=core, public_key=key)


def checked(raw: bytes, election: Election) -> object:
    """What becomes of a ballot."""

    def check() -> object:
        ballot = check_ballot(raw, election)
        parts = [[(each.alpha, each.beta) for each in answer] for answer in ballot.answers]
        return [ballot.tracker, ballot.credential, parts]

    return outcome(check)


def decoded(core: Ed25519, texts: list[str]) -> object:
    """What becomes of texts that should be elements."""
    pairs = [(core.generator, 1, core.generator, 2)]

    def as_bases() -> object:
        bases = core.decode_bases(texts)
        return core.double_powers([*pairs, *((base, 5, base, 1) for base in bases)])

    return outcome(lambda: core.decode_many(texts)), _without_place(outcome(as_bases))


def _without_place(found: object) -> object:
    """Bases may be refused where they are decoded, or where they are raised."""
    return found[0] if isinstance(found, tuple) else found
