"""Residual seats by the Elections Act (Kieswet), art. P 7 and P 8."""

from collections.abc import Set
from fractions import Fraction

from stembus.seats.highest_average import highest_average, one_each
from stembus.seats.largest_remainder import METHOD, one_round
from stembus.seats.list_threshold import below as lists_below
from stembus.seats.rules import LARGE_COUNCIL, Threshold
from stembus.seats.standing import Standing

THREE_QUARTERS = Threshold(Fraction(3, 4), strict=False)


def elections_act(standing: Standing, below: Set[str], seats: int) -> None:
    """From 19 seats the highest average (P 7). Below, P 8: the largest remainder, at most one to
    each list with at least 75% of the quota; then the highest average, at most one to each list;
    then the highest average without that limit."""
    if seats < LARGE_COUNCIL and standing.left:
        too_small = below | lists_below(standing, THREE_QUARTERS, METHOD)
        one_round(standing, too_small, most=1)
        one_each(standing, below)
    highest_average(standing, below)
