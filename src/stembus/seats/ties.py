"""Ties are values: what must be drawn, among whom, for how many seats. Nothing is random here.

Elections Act art. P 7 to P 9 and P 15 leave an equality to the lot, which the committee draws and
records; other rules name the order of the lists, or the candidates' seniority.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from stembus.seats.errors import Code, Impossible
from stembus.seats.rules import TieBreak

Drawn: TypeAlias = "str | int"


@dataclass(frozen=True, slots=True)
class Tie:
    """`seats` go to some of `among`: names of lists, or numbers of candidates on `list`.

    `purpose`: "residual", "majority" (who gives a seat up), "exhausted", "candidates".
    """

    purpose: str
    seats: int
    among: tuple[Drawn, ...]
    list: str | None = None

    def as_json(self) -> dict[str, object]:
        where = {} if self.list is None else {"list": self.list}
        return {"seats": self.seats, **where, "among": list(self.among), "for": self.purpose}


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as the committee recorded it. Without `purpose` it decides the tie among the same."""

    among: frozenset[Drawn]
    drawn: tuple[Drawn, ...]
    list: str | None = None
    purpose: str | None = None

    def decides(self, tie: Tie) -> bool:
        same = (self.list, self.among) == (tie.list, frozenset(tie.among))
        return same and self.purpose in (None, tie.purpose)


@dataclass(slots=True)
class Lots:
    """The recorded lots, and which of them have been used."""

    recorded: Sequence[Lot]
    used: list[Lot] = field(default_factory=list)

    def draw(self, tie: Tie) -> tuple[Drawn, ...] | None:
        """Who won, in the order of `among`; None if that lot is not recorded yet."""
        for lot in self.recorded:
            if lot not in self.used and lot.decides(tie):
                if len(lot.drawn) != tie.seats:
                    raise Impossible(Code.LOT_DRAWN, f"{len(lot.drawn)} ≠ {tie.seats}")
                self.used.append(lot)
                return tuple(each for each in tie.among if each in lot.drawn)
        return None

    def check_used(self) -> None:
        """Refuse a lot that decided nothing: it was drawn among the wrong ones."""
        for lot in self.recorded:
            if lot not in self.used:
                names = ", ".join(sorted(str(each) for each in lot.among))
                raise Impossible(Code.LOT_AMONG, names)


def check_lots(recorded: Sequence[Lot]) -> None:
    """Each tie is drawn once, and the winners are among those who drew."""
    for index, lot in enumerate(recorded):
        if any(
            (lot.list, lot.among, lot.purpose) == (other.list, other.among, other.purpose)
            for other in recorded[:index]
        ):
            raise Impossible(Code.LOT_TWICE, ", ".join(sorted(map(str, lot.among))))
        if not lot.drawn or len(set(lot.drawn)) != len(lot.drawn) or not lot.among >= {*lot.drawn}:
            raise Impossible(Code.LOT_DRAWN, ", ".join(map(str, lot.drawn)))


def by_rule(
    tie: Tie, rule: TieBreak, seniority: Sequence[int]
) -> tuple[tuple[Drawn, ...] | None, TieBreak]:
    """Who wins without a lot, and how: None if the rule is the lot, or does not decide.

    `among` is in the order of the lists or of the list. `seniority` ranks the candidates of the
    list, 1 first; an equal rank at the border leaves the lot.
    """
    if rule is TieBreak.LIST_ORDER:
        return tie.among[: tie.seats], rule
    if rule is TieBreak.SENIORITY and seniority:
        ranked = sorted(tie.among, key=lambda number: seniority[int(number) - 1])
        last, next_one = ranked[tie.seats - 1 : tie.seats + 1]
        if seniority[int(last) - 1] != seniority[int(next_one) - 1]:
            winners = set(ranked[: tie.seats])
            return tuple(each for each in tie.among if each in winners), rule
    return None, TieBreak.LOT
