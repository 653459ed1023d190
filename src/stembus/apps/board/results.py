"""A result as a page shows it: each question with its counts, their shares, and what follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from stembus.domain.elections.models import Poll
from stembus.domain.proceedings.queries import awaited, documents
from stembus.record.question import outcome_blocks


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` of the largest count of the question, in per cent, is the bar's length."""

    name: str
    votes: int
    share: float
    blank: bool = False
    top: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """`bars` of the lists where there are lists, else of the answers; `blocks` say the rest.

    `awaits_lot`: the committee has still to draw.
    """

    title: str
    voted: bool
    bars: list[Bar]
    blocks: list[Any]
    awaits_lot: bool


def results(poll: Poll, counts: Sequence[Sequence[int]]) -> Iterator[Result]:
    """In the order of the rules; `counts` are the rows of the result (§2.5)."""
    for document in documents(poll, counts):
        question: dict[str, Any] = document
        follows = question["rules"] is not None
        yield Result(
            title=question["title"],
            voted=question["voted"],
            bars=_bars(question) if question["voted"] else [],
            blocks=list(outcome_blocks(question, get_language() or "nl")) if follows else [],
            awaits_lot=bool(awaited(document)),
        )


def _bars(question: dict[str, Any]) -> list[Bar]:
    named = [(each["name"], each["votes"]) for each in question["lists"] or question["answers"]]
    blank = question["blank"]
    highest = max(*(votes for _, votes in named), blank or 0, 1)
    most = max(votes for _, votes in named)
    bars = [
        Bar(name, votes, round(100 * votes / highest, 2), top=0 < votes == most)
        for name, votes in named
    ]
    if blank is not None:
        bars.append(Bar("", blank, round(100 * blank / highest, 2), blank=True))
    return bars
