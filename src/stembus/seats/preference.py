"""Who is elected on a list: Elections Act art. P 15 (by preference) and P 17 (in list order)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stembus.seats.rules import Threshold, TieBreak
from stembus.seats.steps import DrawStep, PreferenceStep, Step
from stembus.seats.ties import Lots, Tie, by_rule
from stembus.seats.votes import CandidateList

PREFERENCE, LIST_ORDER, VOTES, NO_VOTE = "preference", "list order", "votes", "uncontested"


@dataclass(frozen=True, slots=True)
class Elected:
    """A candidate, by number from 1 on the list, and on what ground."""

    list: str
    candidate: int
    by: str

    def as_json(self) -> dict[str, object]:
        return {"list": self.list, "candidate": self.candidate, "by": self.by}


@dataclass(slots=True)
class Choosing:
    """What choosing needs, and the steps and ties that it leaves."""

    ties: TieBreak
    lots: Lots
    steps: list[Step]
    to_draw: list[Tie]

    def top(self, each: CandidateList, numbers: Sequence[int], seats: int) -> list[int]:
        """The `seats` candidates with most votes, most first; fewer while a lot is awaited.

        Equal ones who are all chosen stand in list order: no lot is needed.
        """
        ranked = sorted(numbers, key=lambda number: (-each.candidates[number - 1], number))
        if not 0 < seats < len(ranked):
            return ranked[:seats]
        border = each.candidates[ranked[seats - 1] - 1]
        above = [number for number in ranked if each.candidates[number - 1] > border]
        equal = tuple(number for number in ranked if each.candidates[number - 1] == border)
        open_seats = seats - len(above)
        if len(equal) == open_seats:
            return above + list(equal)
        return above + self._decide(each, Tie("candidates", open_seats, equal, each.name))

    def _decide(self, each: CandidateList, tie: Tie) -> list[int]:
        winners, how = by_rule(tie, self.ties, each.seniority)
        if winners is None:
            winners = self.lots.draw(tie)
        if winners is None:
            self.to_draw.append(tie)
        shown = winners or ()
        step = DrawStep(tie.purpose, tie.list, tie.among, tie.seats, str(how), shown)
        self.steps.append(step)
        return [int(number) for number in shown]


def elect(
    each: CandidateList, seats: int, threshold: Threshold | None, quota: Fraction, by: Choosing
) -> list[Elected]:
    """First who passed the preference threshold, most votes first; then in list order."""
    if not seats or not each.candidates:
        return []
    passed = pass_threshold(each, threshold, quota)
    if threshold is not None:
        bar = threshold.fraction * quota
        by.steps.append(
            PreferenceStep(each.name, seats, threshold.fraction, threshold.strict, bar, passed)
        )
    chosen = by.top(each, passed, min(seats, len(passed)))
    waiting = min(seats, len(passed)) - len(chosen)
    others = [number for number in range(1, each.size + 1) if number not in passed]
    rest = others[: seats - len(chosen) - waiting]
    return [
        *(Elected(each.name, number, PREFERENCE) for number in chosen),
        *(Elected(each.name, number, LIST_ORDER) for number in rest),
    ]


def pass_threshold(
    each: CandidateList, threshold: Threshold | None, quota: Fraction
) -> tuple[int, ...]:
    """The numbers of those who passed, most votes first, equal ones in list order."""
    if threshold is None:
        return ()
    numbers = [
        number
        for number, votes in enumerate(each.candidates, start=1)
        if threshold.passed(votes, quota)
    ]
    return tuple(sorted(numbers, key=lambda number: (-each.candidates[number - 1], number)))
