"""A question of the record as its words need it: who stands on which list, with how many votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from stembus.seats.rules import LARGE_COUNCIL

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """`votes` None: no vote was held."""

    name: str
    votes: int | None


@dataclass(frozen=True, slots=True)
class CandidateList:
    """`name` is empty where there are no lists."""

    name: str
    votes: int | None
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Contest:
    """One question's lists by name, in order, with its seats and rules (empty: none)."""

    lists: Mapping[str, CandidateList]
    seats: int
    rules: Json

    @property
    def has_lists(self) -> bool:
        return "" not in self.lists

    @property
    def by_the_act(self) -> bool:
        """Whether seats are given by the Elections Act itself."""
        return self.rules.get("residual") == "elections-act"

    @property
    def large(self) -> bool:
        return self.seats >= LARGE_COUNCIL

    @property
    def votes(self) -> int | None:
        counts = [each.votes for each in self.lists.values()]
        return None if None in counts else sum(count or 0 for count in counts)

    def candidate(self, on_list: str, number: int) -> Candidate:
        """`number` counts from 1."""
        return self.lists[on_list].candidates[number - 1]

    def name(self, who: object, on_list: str | None) -> str:
        """Who takes part in a tie: a list, or "3. A. Bakker" if it is among candidates."""
        if on_list is None:
            return str(who)
        return self.numbered(on_list, int(str(who)))

    def numbered(self, on_list: str, number: int) -> str:
        """A number only where there are lists: persons alone are not known by one."""
        name = self.candidate(on_list, number).name
        return f"{number}. {name}" if on_list else name

    def names(self, who: Sequence[object], on_list: str | None) -> list[str]:
        return [self.name(each, on_list) for each in who]


def parse_contest(question: Json) -> Contest:
    """From a question of the record's JSON."""
    lists = [_list(each) for each in question["lists"] or ()] or [_without_lists(question)]
    return Contest(
        {each.name: each for each in lists}, question["seats"] or 0, question["rules"] or {}
    )


def _list(value: Json) -> CandidateList:
    return CandidateList(value["name"], value["votes"], _candidates(value["candidates"]))


def _without_lists(question: Json) -> CandidateList:
    candidates = _candidates(question["answers"])
    voted = question["voted"]
    votes = sum(each.votes or 0 for each in candidates) if voted else None
    return CandidateList("", votes, candidates)


def _candidates(values: Sequence[Json]) -> list[Candidate]:
    return [Candidate(each["name"], each["votes"]) for each in values]
