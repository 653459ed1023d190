"""Residual seats by the largest remainder (grootste overschotten).

Each list gets at most one before any gets a second. Lists without a remainder count as having the
smallest (Elections Act art. P 8, first paragraph, last sentence).
"""

from collections.abc import Set

from stembus.seats.full_seats import remainder
from stembus.seats.standing import Standing, award_greatest
from stembus.seats.votes import CandidateList

METHOD = "largest-remainder"


def largest_remainder(standing: Standing, below: Set[str]) -> None:
    """Until no seat is left: a round in which each list may get one, then another round."""
    while standing.left and not standing.to_draw:
        open_now = [each for each in standing.open_lists() if each.name not in below]
        if not open_now:
            return
        fewest = min(standing.held(each.name, METHOD) for each in open_now)
        one_round(standing, below, fewest + 1)


def one_round(standing: Standing, below: Set[str], most: int) -> None:
    """Seats by the largest remainder to lists that hold fewer than `most` by it."""

    def eligible() -> list[CandidateList]:
        lists = [each for each in standing.open_lists() if each.name not in below]
        return [each for each in lists if standing.held(each.name, METHOD) < most]

    award_greatest(standing, METHOD, eligible, lambda each: remainder(standing, each))
