"""What a question's rules do with example votes, or with those of last time. Nothing is stored."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext_lazy

from stembus.domain.elections.models import Election, Question
from stembus.domain.proceedings.queries import awaited, paper_of
from stembus.record import frozen
from stembus.record.document import question_document
from stembus.record.outcome import Votes
from stembus.record.question import outcome_blocks

DIGITS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate's line of the form: its field's name, and what stands in it."""

    field: str
    name: str
    votes: int


def _spread(paper: frozen.Question) -> list[int]:
    """Lists of falling strength, their first candidates the strongest."""
    return [
        1000 // (place + 2) // (rank + 1)
        for place, size in enumerate(_sizes(paper))
        for rank in range(size)
    ]


def _tied(paper: frozen.Question) -> list[int]:
    """All lists but the first are equal, and so are all candidates of each, so that a lot is due.

    How strong the first must be depends on the seats: the first that leaves a tie is taken.
    """
    found = (_equal_but_first(paper, first) for first in (60, 120, 90, 180, 30, 150, 240))
    return next((votes for votes in found if _ties(paper, votes)), _equal_but_first(paper, 60))


def _equal_but_first(paper: frozen.Question, first: int) -> list[int]:
    return [
        max((first if place == 0 and paper.lists else 60) // size, 1)
        for place, size in enumerate(_sizes(paper))
        for _ in range(size)
    ]


def _ties(paper: frozen.Question, votes: Sequence[int]) -> bool:
    return bool(awaited(question_document(paper, Votes(None, votes), sum(votes))))


def _exhausted(paper: frozen.Question) -> list[int]:
    """The shortest list has nearly all the votes."""
    sizes = _sizes(paper)
    short = sizes.index(min(sizes))
    return [
        (900 if place == short else 40) // size
        for place, size in enumerate(sizes)
        for _ in range(size)
    ]


def _sizes(paper: frozen.Question) -> list[int]:
    return [size for _, size in paper.lists] or [len(paper.answers)]


EXAMPLES: Mapping[str, tuple[Any, Callable[[frozen.Question], list[int]]]] = {
    "spread": (gettext_lazy("Votes as they often fall"), _spread),
    "tied": (gettext_lazy("All equal: a lot is needed"), _tied),
    "exhausted": (gettext_lazy("A short list wins nearly all: exhausted"), _exhausted),
}


def simulation(request: HttpRequest, election: Election, question: uuid.UUID) -> HttpResponse:
    questions = Question.objects.filter(poll__election=election, rules__isnull=False)
    found = get_object_or_404(questions, pk=question)
    paper = paper_of(found)
    example = request.GET.get("example", "spread")
    start = EXAMPLES.get(example, EXAMPLES["spread"])[1](paper)
    votes = [_number(request.POST.get(f"votes-{i}"), each) for i, each in enumerate(start)]
    context = {
        "election": election,
        "question": found,
        "examples": [(name, label) for name, (label, _) in EXAMPLES.items()],
        "groups": _groups(paper, votes),
        "blocks": _blocks(paper, votes),
    }
    return render(request, "organiser/simulation.html", context)


def _number(given: str | None, otherwise: int) -> int:
    if given is None:
        return otherwise
    plain = given.isascii() and given.isdecimal() and len(given) <= DIGITS
    return int(given) if plain else 0


def _groups(paper: frozen.Question, votes: Sequence[int]) -> list[tuple[str, list[Line]]]:
    lines = iter(
        Line(f"votes-{index}", name, count)
        for index, (name, count) in enumerate(zip(paper.answers, votes, strict=True))
    )
    cuts = paper.lists or [("", len(paper.answers))]
    return [(name, [next(lines) for _ in range(size)]) for name, size in cuts]


def _blocks(paper: frozen.Question, votes: Sequence[int]) -> list[object]:
    document = question_document(paper, Votes(None, votes), sum(votes))
    return list(outcome_blocks(document, get_language() or "nl"))
