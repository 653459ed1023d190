"""From the counted votes of a question to what follows from them by its rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stembus.record.frozen import Question
from stembus.seats.allocation import allocate
from stembus.seats.decision import Decision, decide
from stembus.seats.errors import Code, Impossible
from stembus.seats.outcome import Outcome
from stembus.seats.persons import elect_persons
from stembus.seats.rules import DecisionRules, ListRules, PersonRules
from stembus.seats.ties import Lot
from stembus.seats.votes import CandidateList, of_candidates


@dataclass(frozen=True, slots=True)
class Votes:
    """`blank` is None where a blank vote was not allowed."""

    blank: int | None
    answers: Sequence[int]


def votes_of(question: Question, row: Sequence[int]) -> Votes:
    """From a row of the result: where blank is allowed, its count comes first (§2.5)."""
    if question.blank:
        return Votes(row[0], row[1:])
    return Votes(None, row)


def no_votes(question: Question) -> Votes:
    """Those of a question that was not voted on."""
    return Votes(None, [0] * len(question.answers))


def candidate_lists(question: Question, votes: Votes) -> list[CandidateList]:
    """Each list with its candidates' votes; without lists, one that has no name."""
    cuts = question.lists or [("", len(question.answers))]
    return [of_candidates(name, part) for name, part in _parts(cuts, votes.answers)]


def _parts(
    cuts: Sequence[tuple[str, int]], votes: Sequence[int]
) -> Iterator[tuple[str, Sequence[int]]]:
    start = 0
    for name, size in cuts:
        yield name, votes[start : start + size]
        start += size


def outcome_of(
    question: Question, votes: Votes, electorate: int, lots: Sequence[Lot] = ()
) -> Outcome | Decision | None:
    """None for a question without rules, or if nobody was voted for: then no rule gives seats.

    `electorate` is the weight of all who could vote; a blank vote on a decision is an abstention.
    Refuses lots that decide nothing, with `seats.lot_*`.
    """
    if isinstance(question.rules, DecisionRules):
        yes, no, *abstain = votes.answers
        abstained = sum(abstain) + (votes.blank or 0)
        return decide(yes, no, abstained, electorate, question.rules)
    try:
        return _seats(question, candidate_lists(question, votes), lots)
    except Impossible as why:
        if why.code is Code.NO_VOTES and not lots:
            return None
        raise


def _seats(
    question: Question, lists: Sequence[CandidateList], lots: Sequence[Lot]
) -> Outcome | None:
    seats = question.seats or 0
    match question.rules:
        case ListRules() as rules:
            return allocate(lists, seats, rules, lots)
        case PersonRules() as rules:
            return elect_persons(lists[0], seats, rules, lots)
    return None
