"""Yes, no, abstain, with quorum and majority."""

from dataclasses import dataclass
from fractions import Fraction

from stembus.seats.errors import Code, Impossible
from stembus.seats.rules import DecisionRules, Majority


@dataclass(frozen=True, slots=True)
class Decision:
    """`needed` is what `yes` must reach; `strict` says that it must be more than that."""

    adopted: bool
    quorum_reached: bool
    yes: int
    no: int
    abstain: int
    needed: Fraction
    strict: bool

    def as_json(self) -> dict[str, object]:
        return {
            "adopted": self.adopted,
            "quorum_reached": self.quorum_reached,
            "yes": self.yes,
            "no": self.no,
            "abstain": self.abstain,
            "needed": str(self.needed),
            "strict": self.strict,
        }


def decide(yes: int, no: int, abstain: int, electorate: int, rules: DecisionRules) -> Decision:
    """Simple: more yes than no. Two thirds: of yes and no. Absolute: more than half of all cast.

    `electorate` is the number of votes that could be cast; abstaining counts towards the quorum.
    """
    cast = yes + no + abstain
    if cast > electorate or min(yes, no, abstain) < 0:
        raise Impossible(Code.VOTES, f"{cast} > {electorate}")
    needed, strict = _needed(yes, no, cast, rules.majority)
    enough = yes > needed if strict else yes >= needed
    quorum = rules.quorum is None or rules.quorum.passed(cast, Fraction(electorate))
    return Decision(quorum and enough and yes > 0, quorum, yes, no, abstain, needed, strict)


def _needed(yes: int, no: int, cast: int, majority: Majority) -> tuple[Fraction, bool]:
    if majority is Majority.TWO_THIRDS:
        return Fraction(2 * (yes + no), 3), False
    return Fraction(cast if majority is Majority.ABSOLUTE else yes + no, 2), True
