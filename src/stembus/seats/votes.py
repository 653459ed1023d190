"""What was voted: lists with their candidates, as whole numbers of votes (weights counted in)."""

from collections.abc import Sequence
from dataclasses import dataclass

from stembus.seats.errors import Code, Impossible


@dataclass(frozen=True, slots=True)
class CandidateList:
    """A list. `candidates` has each candidate's votes in list order, or is empty if not known.

    `size` is the number of candidates; `seniority` ranks them (1 is the most senior), if known.
    """

    name: str
    votes: int
    size: int
    candidates: tuple[int, ...] = ()
    seniority: tuple[int, ...] = ()


def of_candidates(name: str, candidates: Sequence[int]) -> CandidateList:
    return CandidateList(name, sum(candidates), len(candidates), tuple(candidates))


def check_lists(lists: Sequence[CandidateList], seats: int, *, uncontested: bool) -> None:
    """That there is something to allocate: Elections Act art. P 5 divides votes by seats."""
    if seats < 1:
        raise Impossible(Code.NONE, str(seats))
    if not lists:
        raise Impossible(Code.LISTS)
    names = [each.name for each in lists]
    for name in names:
        if names.count(name) > 1:
            raise Impossible(Code.NAME_TWICE, name)
    candidates = sum(each.size for each in lists)
    if candidates < seats and not uncontested:
        raise Impossible(Code.CANDIDATES, f"{candidates} < {seats}")
