"""What an allocation yields."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stembus.seats.preference import NO_VOTE, Elected
from stembus.seats.steps import Step, UncontestedStep, UnfilledStep
from stembus.seats.ties import Tie
from stembus.seats.votes import CandidateList


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seats` in the order of the lists, without those that wait for a lot (`to_draw`).

    Nobody is in `elected` while the seats of the lists are not settled. `unfilled`: seats that
    nobody is left to take.
    """

    quota: Fraction | None
    seats: Sequence[int]
    steps: Sequence[Step]
    to_draw: Sequence[Tie]
    elected: Sequence[Elected]
    unfilled: int

    def as_json(self) -> dict[str, object]:
        return {
            "quota": None if self.quota is None else str(self.quota),
            "seats": list(self.seats),
            "steps": [step.as_json() for step in self.steps],
            "to_draw": [tie.as_json() for tie in self.to_draw],
            "elected": [each.as_json() for each in self.elected],
            "unfilled": self.unfilled,
        }


def uncontested(lists: Sequence[CandidateList], seats: int) -> Outcome:
    """No more candidates than seats: all are elected, without a vote."""
    candidates = sum(each.size for each in lists)
    steps: list[Step] = [UncontestedStep(seats, candidates)]
    if candidates < seats:
        steps.append(UnfilledStep(seats - candidates))
    elected = [
        Elected(each.name, number, NO_VOTE) for each in lists for number in range(1, each.size + 1)
    ]
    return Outcome(None, [each.size for each in lists], steps, [], elected, seats - candidates)
