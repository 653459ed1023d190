"""Residual seats by the highest average (grootste gemiddelden, D'Hondt): Elections Act art. P 7.

The average is that of the votes over the seats after one more seat.
"""

from collections.abc import Set
from fractions import Fraction

from stembus.seats.standing import Standing, award_greatest
from stembus.seats.votes import CandidateList

METHOD = "highest-average"
ONE_EACH = "highest-average-one-each"


def highest_average(standing: Standing, below: Set[str]) -> None:
    def eligible() -> list[CandidateList]:
        return [each for each in standing.open_lists() if each.name not in below]

    award_greatest(standing, METHOD, eligible, lambda each: average(standing, each))


def one_each(standing: Standing, below: Set[str]) -> None:
    """At most one to each list (art. P 8, third paragraph)."""

    def eligible() -> list[CandidateList]:
        lists = [each for each in standing.open_lists() if each.name not in below]
        return [each for each in lists if not standing.held(each.name, ONE_EACH)]

    award_greatest(standing, ONE_EACH, eligible, lambda each: average(standing, each))


def average(standing: Standing, each: CandidateList) -> Fraction:
    return Fraction(each.votes, standing.seats[each.name] + 1)
