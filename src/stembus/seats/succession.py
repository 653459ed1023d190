"""Who follows when a seat falls vacant: Elections Act art. P 19 and W 1.

The list ranked anew: first who passed the preference threshold, by votes; then list order. Who has
a seat already, or is not available, is passed over.
"""

from collections.abc import Collection
from fractions import Fraction

from stembus.seats.preference import pass_threshold
from stembus.seats.rules import Threshold
from stembus.seats.votes import CandidateList


def ranking(each: CandidateList, threshold: Threshold | None, quota: Fraction) -> tuple[int, ...]:
    """All candidates of a list, by number from 1, in the order in which they succeed."""
    first = pass_threshold(each, threshold, quota)
    others = (number for number in range(1, each.size + 1) if number not in first)
    return (*first, *others)


def successor(
    ranked: tuple[int, ...], seated: Collection[int], unavailable: Collection[int]
) -> int | None:
    """The first of the ranking who is free to take the seat; None if nobody is left."""
    passed_over = {*seated, *unavailable}
    return next((number for number in ranked if number not in passed_over), None)
