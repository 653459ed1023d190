"""The person system: the candidates with most votes, the last seat by lot if need be."""

from collections.abc import Sequence

from stembus.seats.errors import Code, Impossible
from stembus.seats.outcome import Outcome, uncontested
from stembus.seats.preference import VOTES, Choosing, Elected
from stembus.seats.rules import PersonRules
from stembus.seats.steps import RankingStep
from stembus.seats.ties import Lot, Lots, check_lots
from stembus.seats.votes import CandidateList, check_lists


def elect_persons(
    candidates: CandidateList, seats: int, rules: PersonRules, recorded: Sequence[Lot] = ()
) -> Outcome:
    """All candidates stand on one list. Refuses with `seats.*`."""
    check_lists([candidates], seats, uncontested=rules.uncontested)
    check_lots(recorded)
    lots = Lots(recorded)
    if rules.uncontested and candidates.size <= seats:
        lots.check_used()
        return uncontested([candidates], seats)
    if not candidates.votes:
        raise Impossible(Code.NO_VOTES)
    if not candidates.candidates:
        raise Impossible(Code.INPUT, "candidates")
    by = Choosing(rules.ties, lots, [], [])
    numbers = range(1, candidates.size + 1)
    ranked = sorted(numbers, key=lambda number: (-candidates.candidates[number - 1], number))
    votes = [[number, candidates.candidates[number - 1]] for number in ranked]
    by.steps.append(RankingStep(seats, votes))
    chosen = by.top(candidates, ranked, seats)
    lots.check_used()
    elected = [Elected(candidates.name, number, VOTES) for number in chosen]
    return Outcome(None, [len(chosen)], by.steps, by.to_draw, elected, 0)
