"""The absolute majority: Elections Act art. P 9.

A list with more than half of the votes and not more than half of the seats gets one more, from the
list that got a seat for the smallest remainder or average: the one given last.
"""

from itertools import takewhile

from stembus.seats.standing import Standing
from stembus.seats.steps import MajorityStep
from stembus.seats.ties import Tie


def majority(standing: Standing, seats: int) -> None:
    votes = sum(each.votes for each in standing.lists)
    for each in standing.lists:
        if 2 * each.votes > votes and 2 * standing.seats[each.name] <= seats and standing.awards:
            loser = _last_given(standing)
            if loser is None:
                return
            step = MajorityStep(
                each.name, each.votes, votes, standing.seats[each.name], seats, loser
            )
            standing.steps.append(step)
            _move(standing, loser, each.name)


def _last_given(standing: Standing) -> str | None:
    """Whose residual seat goes: the last one's, or by lot among those equal to it."""
    last = standing.awards[-1]
    equal = takewhile(
        lambda award: (award.method, award.value) == (last.method, last.value),
        reversed(standing.awards),
    )
    names = {award.list for award in equal}
    if len(names) == 1:
        return last.list
    among = tuple(each.name for each in standing.lists if each.name in names)
    drawn = standing.decide(Tie("majority", 1, among))
    return str(drawn[0]) if drawn else None


def _move(standing: Standing, loser: str, winner: str) -> None:
    gone = next(award for award in reversed(standing.awards) if award.list == loser)
    standing.awards.remove(gone)
    standing.seats[loser] -= 1
    standing.seats[winner] += 1
