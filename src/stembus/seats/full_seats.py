"""Full seats: as many times as the quota goes into a list's votes. Elections Act art. P 6."""

from fractions import Fraction

from stembus.seats.standing import Standing
from stembus.seats.steps import FullSeatsStep
from stembus.seats.votes import CandidateList


def full_seats(standing: Standing) -> None:
    standing.seats = {each.name: each.votes // standing.quota for each in standing.lists}
    standing.left -= sum(standing.seats.values())
    remainders = {each.name: remainder(standing, each) for each in standing.lists}
    standing.steps.append(FullSeatsStep(dict(standing.seats), remainders, standing.left))


def remainder(standing: Standing, each: CandidateList) -> Fraction:
    """What the quota leaves of a list's votes."""
    return each.votes % standing.quota
