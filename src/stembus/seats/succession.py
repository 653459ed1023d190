"""Who follows when a seat falls vacant: Elections Act art. P 19 and W 1.

The list ranked anew: first who passed the preference threshold, by votes; then list order. Who has
a seat already, or is not available, is passed over. In the person system: by votes alone.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

from stembus.seats.preference import pass_threshold
from stembus.seats.rules import Threshold
from stembus.seats.votes import CandidateList

Equals: TypeAlias = tuple[int, ...]
"""Candidates, by number from 1, whom only a lot can rank: mostly one."""


def list_ranking(
    each: CandidateList, threshold: Threshold | None, quota: Fraction
) -> tuple[Equals, ...]:
    """All candidates of a list, in the order in which they succeed."""
    first = pass_threshold(each, threshold, quota)
    others = ((number,) for number in range(1, each.size + 1) if number not in first)
    return (*_by_votes(each, first), *others)


def person_ranking(each: CandidateList) -> tuple[Equals, ...]:
    """All candidates of the person system, most votes first."""
    return tuple(_by_votes(each, range(1, each.size + 1)))


def _by_votes(each: CandidateList, numbers: Iterable[int]) -> Iterable[Equals]:
    def votes(number: int) -> int:
        return -each.candidates[number - 1]

    for _, equals in groupby(sorted(numbers, key=votes), key=votes):
        yield tuple(equals)


def successors(ranked: Sequence[Equals], passed_over: Collection[int]) -> Equals:
    """The first who are free to take the seat; more than one need a lot; () if nobody is left."""
    for equals in ranked:
        if free := tuple(number for number in equals if number not in passed_over):
            return free
    return ()
