"""Rule sets: every rule is a parameter, and the ready sets are parameters with a name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from stembus.seats.errors import Code, Impossible

LARGE_COUNCIL = 19
"""Seats from which the Elections Act has other rules: art. P 7, P 8, P 15."""


class Residual(StrEnum):
    LARGEST_REMAINDER = "largest-remainder"
    HIGHEST_AVERAGE = "highest-average"
    ELECTIONS_ACT = "elections-act"


class TieBreak(StrEnum):
    LOT = "lot"
    LIST_ORDER = "list-order"
    SENIORITY = "seniority"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction of the quota, from 0 to 1; `strict`: more than it, else at least it."""

    fraction: Fraction
    strict: bool

    def passed(self, votes: int, quota: Fraction) -> bool:
        bar = self.fraction * quota
        return votes > bar if self.strict else votes >= bar


@dataclass(frozen=True, slots=True)
class ListRules:
    """The list system. `preference` None: list order alone."""

    residual: Residual
    list_threshold: Threshold | None = None
    majority: bool = False
    exhausted: bool = True
    preference: Threshold | str | None = "elections-act"
    list_ties: TieBreak = TieBreak.LOT
    candidate_ties: TieBreak = TieBreak.LOT
    uncontested: bool = False

    def preference_threshold(self, seats: int) -> Threshold | None:
        """Elections Act art. P 15: more than 25% of the quota from 19 seats, 50% below."""
        if isinstance(self.preference, str):
            return Threshold(Fraction(1, 4 if seats >= LARGE_COUNCIL else 2), strict=True)
        return self.preference

    def as_json(self) -> dict[str, object]:
        preference = self.preference
        return {
            "system": "lists",
            "residual": str(self.residual),
            "list_threshold": _threshold_json(self.list_threshold),
            "majority": self.majority,
            "exhausted": self.exhausted,
            "preference": preference
            if isinstance(preference, str)
            else _threshold_json(preference),
            "ties": {"lists": str(self.list_ties), "candidates": str(self.candidate_ties)},
            "uncontested": self.uncontested,
        }


@dataclass(frozen=True, slots=True)
class PersonRules:
    """The person system: the candidates with most votes."""

    ties: TieBreak = TieBreak.LOT
    uncontested: bool = False

    def as_json(self) -> dict[str, object]:
        return {"system": "persons", "ties": str(self.ties), "uncontested": self.uncontested}


class Majority(StrEnum):
    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """Yes, no, abstain. `quorum` is a fraction of all votes that could be cast."""

    majority: Majority = Majority.SIMPLE
    quorum: Threshold | None = None

    def as_json(self) -> dict[str, object]:
        quorum = _threshold_json(self.quorum)
        return {"system": "decision", "majority": str(self.majority), "quorum": quorum}


Rules: TypeAlias = ListRules | PersonRules | DecisionRules


def _threshold_json(threshold: Threshold | None) -> dict[str, object] | None:
    if threshold is None:
        return None
    return {"fraction": str(threshold.fraction), "strict": threshold.strict}


_FRACTION = re.compile(r"[0-9]{1,18}([./][0-9]{1,18})?")

_QUOTA = Threshold(Fraction(1), strict=False)

READY: Mapping[str, Rules] = {
    # Works Councils Act art. 9 leaves the rules to the council; these are the usual ones.
    "works-council-lists": ListRules(Residual.LARGEST_REMAINDER, uncontested=True),
    "works-council-persons": PersonRules(uncontested=True),
    "elections-act": ListRules(Residual.ELECTIONS_ACT, majority=True),
    "university": ListRules(
        Residual.HIGHEST_AVERAGE,
        list_threshold=_QUOTA,
        preference=Threshold(Fraction(1, 2), strict=True),
        uncontested=True,
    ),
    "association": PersonRules(),
    "decision": DecisionRules(),
    "largest-remainder": ListRules(Residual.LARGEST_REMAINDER),
    "highest-average": ListRules(Residual.HIGHEST_AVERAGE),
    "persons": PersonRules(),
}


def parse_rules(value: object) -> Rules:
    """A ready set by its name, or parameters, of which those left out have their defaults.

    Refuses with `seats.rules` and the parameter, or `seats.fraction`.
    """
    if isinstance(value, str):
        if value not in READY:
            raise Impossible(Code.RULES, value)
        return READY[value]
    if not isinstance(value, dict):
        raise Impossible(Code.RULES)
    parameters = dict(value)
    parse = _SYSTEMS.get(str(parameters.pop("system", "lists")))
    if parse is None:
        raise Impossible(Code.RULES, "system")
    rules = parse(parameters)
    if parameters:
        raise Impossible(Code.RULES, str(next(iter(parameters))))
    return rules


def _parse_lists(parameters: dict[str, object]) -> ListRules:
    ties = parameters.pop("ties", {})
    if not isinstance(ties, dict) or ties.keys() - {"lists", "candidates"}:
        raise Impossible(Code.RULES, "ties")
    preference = parameters.pop("preference", "elections-act")
    return ListRules(
        residual=_choice(Residual, parameters.pop("residual", None), "residual"),
        list_threshold=_threshold(parameters.pop("list_threshold", None), "list_threshold"),
        majority=_boolean(parameters, "majority", False),
        exhausted=_boolean(parameters, "exhausted", True),
        preference=preference
        if preference == "elections-act"
        else _threshold(preference, "preference"),
        list_ties=_list_ties(ties.get("lists", "lot")),
        candidate_ties=_choice(TieBreak, ties.get("candidates", "lot"), "ties.candidates"),
        uncontested=_boolean(parameters, "uncontested", False),
    )


def _list_ties(value: object) -> TieBreak:
    ties = _choice(TieBreak, value, "ties.lists")
    if ties is TieBreak.SENIORITY:  # a list has no age
        raise Impossible(Code.RULES, "ties.lists")
    return ties


def _parse_persons(parameters: dict[str, object]) -> PersonRules:
    ties = _choice(TieBreak, parameters.pop("ties", "lot"), "ties")
    return PersonRules(ties, _boolean(parameters, "uncontested", False))


def _parse_decision(parameters: dict[str, object]) -> DecisionRules:
    majority = _choice(Majority, parameters.pop("majority", "simple"), "majority")
    return DecisionRules(majority, _threshold(parameters.pop("quorum", None), "quorum"))


_SYSTEMS: Mapping[str, Callable[[dict[str, object]], Rules]] = {
    "lists": _parse_lists,
    "persons": _parse_persons,
    "decision": _parse_decision,
}


Choice = TypeVar("Choice", bound=StrEnum)


def _choice(kind: type[Choice], value: object, where: str) -> Choice:
    if not isinstance(value, str) or value not in set(kind):
        raise Impossible(Code.RULES, where)
    return kind(value)


def _boolean(parameters: dict[str, object], name: str, default: bool) -> bool:
    value = parameters.pop(name, default)
    if not isinstance(value, bool):
        raise Impossible(Code.RULES, name)
    return value


def _threshold(value: object, where: str) -> Threshold | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"fraction", "strict"}:
        raise Impossible(Code.RULES, where)
    strict = value["strict"]
    if not isinstance(strict, bool):
        raise Impossible(Code.RULES, f"{where}.strict")
    return Threshold(_fraction(value["fraction"], f"{where}.fraction"), strict)


def _fraction(value: object, where: str) -> Fraction:
    """Exact: a text like "1/4" or "0.25", or a whole number; never a floating-point number."""
    if isinstance(value, bool | float) or not _FRACTION.fullmatch(str(value)):
        raise Impossible(Code.FRACTION, where)
    try:
        fraction = Fraction(str(value))
    except ZeroDivisionError as error:
        raise Impossible(Code.FRACTION, where) from error
    if fraction > 1:
        raise Impossible(Code.FRACTION, where)
    return fraction
