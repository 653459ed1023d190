"""Where an allocation stands: seats given, seats left, the steps so far, and what must be drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stembus.seats.rules import TieBreak
from stembus.seats.steps import DrawStep, ResidualStep, Step
from stembus.seats.ties import Drawn, Lots, Tie, by_rule
from stembus.seats.votes import CandidateList


@dataclass(frozen=True, slots=True)
class Award:
    """A residual seat: to whom, by which method, for which remainder or average."""

    list: str
    method: str
    value: Fraction


@dataclass(slots=True)
class Standing:
    lists: Sequence[CandidateList]
    quota: Fraction
    left: int
    lots: Lots
    ties: TieBreak
    seats: dict[str, int] = field(default_factory=dict)
    awards: list[Award] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    to_draw: list[Tie] = field(default_factory=list)
    purpose: str = "residual"

    def open_lists(self) -> list[CandidateList]:
        """Lists that can take a seat: with votes and, once that matters, a candidate left."""
        return [each for each in self.lists if each.votes and not self.is_closed(each)]

    def is_closed(self, each: CandidateList) -> bool:
        return self.purpose == "exhausted" and self.seats[each.name] >= each.size

    def held(self, name: str, method: str) -> int:
        """Residual seats that a list holds by a method."""
        return sum((award.list, award.method) == (name, method) for award in self.awards)

    def decide(self, tie: Tie) -> tuple[Drawn, ...] | None:
        """Who wins a tie; what is not decided yet is kept in `to_draw`."""
        winners, how = by_rule(tie, self.ties, ())
        if winners is None:
            winners = self.lots.draw(tie)
        if winners is None:
            self.to_draw.append(tie)
        shown = winners or ()
        step = DrawStep(tie.purpose, tie.list, tie.among, tie.seats, str(how), shown)
        self.steps.append(step)
        return winners


def award_greatest(
    standing: Standing,
    method: str,
    eligible: Callable[[], Iterable[CandidateList]],
    value: Callable[[CandidateList], Fraction],
) -> None:
    """Give the seats that are left, one after another, to the list with the greatest value.

    Equal ones get a seat each as long as there are enough; else a draw decides. Stops when no seat
    is left, no list is eligible, or a lot is awaited.
    """
    while standing.left and not standing.to_draw:
        compared = {each.name: value(each) for each in eligible()}
        if not compared:
            return
        best = max(compared.values())
        greatest = tuple(name for name, each in compared.items() if each == best)
        winners = _winners(standing, method, compared, greatest)
        for name in winners:
            standing.seats[name] += 1
            standing.left -= 1
            standing.awards.append(Award(name, method, best))


def _winners(
    standing: Standing, method: str, compared: Mapping[str, Fraction], greatest: tuple[str, ...]
) -> tuple[str, ...]:
    enough = len(greatest) <= standing.left
    to = greatest if enough else ()
    standing.steps.append(ResidualStep(method, compared, standing.left, to))
    if enough:
        return greatest
    drawn = standing.decide(Tie(standing.purpose, standing.left, greatest))
    return tuple(str(each) for each in drawn or ())
