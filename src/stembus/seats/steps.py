"""An allocation's explanation, step by step, as data: who reads it needs no spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import ClassVar, TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `as_json` gives its fields, fractions as "5104/15", under the name of its kind."""

    kind: ClassVar[str]

    def as_json(self) -> dict[str, Json]:
        values = {field.name: plain(getattr(self, field.name)) for field in fields(self)}
        return {"step": self.kind} | values


@dataclass(frozen=True, slots=True)
class QuotaStep(Step):
    """The quota: votes on all lists over seats."""

    kind: ClassVar[str] = "quota"
    votes: int
    seats: int
    quota: Fraction


@dataclass(frozen=True, slots=True)
class FullSeatsStep(Step):
    """Each list's full seats, and what is left of its votes."""

    kind: ClassVar[str] = "full_seats"
    seats: Mapping[str, int]
    remainders: Mapping[str, Fraction]
    residual: int


@dataclass(frozen=True, slots=True)
class ThresholdStep(Step):
    """Which lists have too few votes to share in residual seats by this method."""

    kind: ClassVar[str] = "threshold"
    method: str
    fraction: Fraction
    strict: bool
    votes: Fraction
    below: Sequence[str]


@dataclass(frozen=True, slots=True)
class ResidualStep(Step):
    """A residual seat: the averages or remainders compared, and who had the greatest.

    More than one list in `to` when they are equal and there is a seat for each.
    """

    kind: ClassVar[str] = "residual"
    method: str
    compared: Mapping[str, Fraction]
    left: int
    to: Sequence[str]


@dataclass(frozen=True, slots=True)
class DrawStep(Step):
    """A tie, how it is decided ("lot", "list-order", "seniority"), and who won, if known yet."""

    kind: ClassVar[str] = "draw"
    purpose: str
    list: str | None
    among: Sequence[str | int]
    seats: int
    how: str
    drawn: Sequence[str | int]


@dataclass(frozen=True, slots=True)
class MajorityStep(Step):
    """More than half of the votes, not more than half of the seats: a seat moves."""

    kind: ClassVar[str] = "majority"
    list: str
    votes: int
    of_votes: int
    seats: int
    of_seats: int
    from_list: str


@dataclass(frozen=True, slots=True)
class ExhaustedStep(Step):
    """A list with fewer candidates than seats gives the seats up."""

    kind: ClassVar[str] = "exhausted"
    list: str
    seats: int
    candidates: int
    given_up: int


@dataclass(frozen=True, slots=True)
class UnfilledStep(Step):
    """Seats that nobody is left to take."""

    kind: ClassVar[str] = "unfilled"
    seats: int


@dataclass(frozen=True, slots=True)
class PreferenceStep(Step):
    """The preference threshold, and the candidates of a list who passed it, most votes first."""

    kind: ClassVar[str] = "preference"
    list: str
    seats: int
    fraction: Fraction
    strict: bool
    votes: Fraction
    passed: Sequence[int]


@dataclass(frozen=True, slots=True)
class RankingStep(Step):
    """Candidates by votes, most first: the person system."""

    kind: ClassVar[str] = "ranking"
    seats: int
    votes: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class UncontestedStep(Step):
    """No more candidates than seats: all are elected without a vote."""

    kind: ClassVar[str] = "uncontested"
    seats: int
    candidates: int


def plain(value: object) -> Json:
    """A value as JSON has it; a fraction as its lowest terms, "3" or "5104/15"."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    raise TypeError(type(value).__name__)
