"""The list system: votes, seats, persons, in the order of the Elections Act (art. P 5 to P 17)."""

from collections.abc import Sequence

from stembus.seats.elections_act import elections_act
from stembus.seats.exhausted import give_up
from stembus.seats.full_seats import full_seats
from stembus.seats.highest_average import highest_average
from stembus.seats.largest_remainder import largest_remainder
from stembus.seats.list_threshold import below
from stembus.seats.majority import majority
from stembus.seats.outcome import Outcome, uncontested
from stembus.seats.preference import Choosing, Elected, elect
from stembus.seats.quota import quota
from stembus.seats.rules import ListRules, Residual
from stembus.seats.standing import Standing
from stembus.seats.steps import QuotaStep, UnfilledStep
from stembus.seats.ties import Lot, Lots, check_lots
from stembus.seats.votes import CandidateList, check_lists


def allocate(
    lists: Sequence[CandidateList], seats: int, rules: ListRules, recorded: Sequence[Lot] = ()
) -> Outcome:
    """Seats and elected candidates, as far as the recorded lots decide. Refuses with `seats.*`."""
    check_lists(lists, seats, uncontested=rules.uncontested)
    check_lots(recorded)
    lots = Lots(recorded)
    if rules.uncontested and sum(each.size for each in lists) <= seats:
        lots.check_used()
        return uncontested(lists, seats)
    standing = Standing(lists, quota(lists, seats), seats, lots, rules.list_ties)
    _give_seats(standing, seats, rules)
    elected = [] if standing.to_draw else _elect(standing, seats, rules)
    lots.check_used()
    return Outcome(
        quota=standing.quota,
        seats=list(standing.seats.values()),
        steps=standing.steps,
        to_draw=standing.to_draw,
        elected=elected,
        unfilled=0 if _seats_awaited(standing) else standing.left,
    )


def _seats_awaited(standing: Standing) -> bool:
    return any(tie.purpose != "candidates" for tie in standing.to_draw)


def _give_seats(standing: Standing, seats: int, rules: ListRules) -> None:
    """Each part goes on only while no lot is awaited: what follows depends on it."""
    votes = sum(each.votes for each in standing.lists)
    standing.steps.append(QuotaStep(votes, seats, standing.quota))
    full_seats(standing)
    _residual(standing, seats, rules)
    if rules.majority and not standing.to_draw:
        majority(standing, seats)
    if not standing.to_draw:
        give_up(standing)
        if rules.exhausted:
            _residual(standing, seats, rules)
    if standing.left and not standing.to_draw:
        standing.steps.append(UnfilledStep(standing.left))


def _residual(standing: Standing, seats: int, rules: ListRules) -> None:
    if not standing.left:
        return
    too_small = below(standing, rules.list_threshold, str(rules.residual))
    if rules.residual is Residual.ELECTIONS_ACT:
        elections_act(standing, too_small, seats)
    elif rules.residual is Residual.HIGHEST_AVERAGE:
        highest_average(standing, too_small)
    else:
        largest_remainder(standing, too_small)


def _elect(standing: Standing, seats: int, rules: ListRules) -> list[Elected]:
    by = Choosing(rules.candidate_ties, standing.lots, standing.steps, standing.to_draw)
    threshold = rules.preference_threshold(seats)
    elected: list[Elected] = []
    for each in standing.lists:
        elected += elect(each, standing.seats[each.name], threshold, standing.quota, by)
    return elected
