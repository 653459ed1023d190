"""The quota of Hare (kiesdeler): Elections Act art. P 5."""

from collections.abc import Sequence
from fractions import Fraction

from stembus.seats.errors import Code, Impossible
from stembus.seats.votes import CandidateList


def quota(lists: Sequence[CandidateList], seats: int) -> Fraction:
    """Votes on all lists over the seats, exact. Refuses with `seats.no_votes`."""
    votes = sum(each.votes for each in lists)
    if not votes:
        raise Impossible(Code.NO_VOTES)
    return Fraction(votes, seats)
