"""After the count: what follows from the votes, the lots that the committee draws, the record."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.phases import Phase
from stembus.domain.proceedings import actions, queries
from stembus.domain.refusals import Refused
from stembus.domain.tallies.queries import result
from stembus.protocol import wire
from stembus.protocol.errors import Rejected
from stembus.record.document import Document
from stembus.record.question import outcome_blocks

from ..access import acting, blame
from ..forms import Plain


@dataclass(frozen=True, slots=True)
class Counted:
    """A question after the count, as the page shows it."""

    poll: Poll
    number: int
    document: Document

    @property
    def title(self) -> object:
        return self.document["title"]

    @property
    def blocks(self) -> list[Any]:
        return list(outcome_blocks(self.document, get_language() or "nl"))

    @property
    def awaited(self) -> list[dict[str, object]]:
        return queries.awaited(self.document)


def counted(election: Election) -> list[Counted]:
    """Every question of a published election, in the order of its polls."""
    return [
        Counted(poll, number, document)
        for poll in election.polls.all()
        for number, document in enumerate(queries.documents(poll, result(poll) or []))
    ]


def published(election: Election) -> None:
    if election.phase != Phase.PUBLISHED:
        raise Http404


def proceedings(request: HttpRequest, election: Election) -> HttpResponse:
    published(election)
    questions = counted(election)
    context = {
        "election": election,
        "questions": questions,
        "waiting": any(each.awaited for each in questions),
        "record": queries.official_record(election),
        "poll": election.polls.first(),
    }
    return render(request, "organiser/proceedings.html", context)


class LotForm(Plain):
    drawn = forms.MultipleChoiceField(label=_("Drawn"), widget=forms.CheckboxSelectMultiple)
    by = forms.CharField(
        label=_("Drawn by"), max_length=200, help_text=_("The committee's members who were there.")
    )
    at = forms.DateTimeField(
        label=_("Drawn at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    how = forms.CharField(
        label=_("How"),
        max_length=500,
        help_text=_("For example: folded notes out of a bowl, in a public meeting."),
    )
    tie = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have compared this with the minutes: it can't be changed afterwards."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        drawn = self.fields["drawn"]
        assert isinstance(drawn, forms.MultipleChoiceField)  # noqa: S101
        drawn.choices = choices


def lot(request: HttpRequest, election: Election, poll: uuid.UUID, question: int) -> HttpResponse:
    """Record the lot that a question awaits first."""
    published(election)
    found = counted_one(election, poll, question)
    if not found.awaited:
        return redirect("organiser:proceedings", election.pk)
    tie = found.awaited[0]
    initial = {"tie": wire.render(tie).decode()}
    form = LotForm(request.POST or None, choices=_choices(found.document, tie), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, election, found, form.cleaned_data)
            return redirect("organiser:proceedings", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {"election": election, "question": found, "tie": tie, "form": form}
    return render(request, "organiser/lot.html", context)


def counted_one(election: Election, poll: uuid.UUID, question: int) -> Counted:
    found = get_object_or_404(election.polls, pk=poll)
    documents = queries.documents(found, result(found) or [])
    if question >= len(documents):
        raise Http404
    return Counted(found, question, documents[question])


def _choices(document: Document, tie: dict[str, Any]) -> list[tuple[str, str]]:
    """Lists by name, candidates by number with their names; values are JSON."""
    names = names_on(document, tie.get("list"))
    return [
        (json.dumps(each), f"{each}. {names[each - 1]}" if isinstance(each, int) else each)
        for each in tie["among"]
    ]


def names_on(document: Document, on_list: str | None) -> list[str]:
    lists: Any = document["lists"] or [{"name": "", "candidates": document["answers"]}]
    return [
        candidate["name"]
        for each in lists
        if each["name"] == (on_list or "")
        for candidate in each["candidates"]
    ]


def _record(request: HttpRequest, election: Election, found: Counted, data: dict[str, Any]) -> None:
    tie: Any = _json(data["tie"])
    drawn = [_json(each) for each in data["drawn"]]
    about = {"by": data["by"], "at": data["at"], "how": data["how"]}
    with acting(request, "lot.record", election, poll=found.poll.uuid, drawn=drawn):
        rows = result(found.poll) or []
        actions.record_lot(found.poll, found.number, tie, drawn, rows, **about)


def _json(text: str) -> wire.Json:
    try:
        return wire.parse(text.encode())
    except Rejected as error:
        raise Refused("lot.not_awaited") from error
