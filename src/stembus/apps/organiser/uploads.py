"""A file with the roll: say what its columns hold, see what becomes of each row, then store it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.columns import Column, guess
from stembus.domain.rolls.fates import Fate
from stembus.domain.rolls.models import Upload

from .access import acting, attempt, blame, explain
from .forms import Plain

PAGE = 100


class ColumnsForm(Plain):
    """A choice for each column of the file, with what the first rows have there."""

    def __init__(self, upload: Upload, data: Any = None) -> None:
        super().__init__(data)
        header, *rows = upload.head
        found = guess(header)
        chosen = dict(upload.columns or found.columns.items())
        for index, title in enumerate(header):
            self.fields[str(index)] = forms.ChoiceField(
                label=title or _("Column %(number)s") % {"number": index + 1},
                choices=[("", _("leave aside")), *Column.choices],
                initial=chosen.get(index, ""),
                required=False,
                help_text=escape(" · ".join(_samples(rows, index))),  # shown as HTML
            )

    def chosen(self) -> dict[int, str]:
        return {int(index): column for index, column in self.cleaned_data.items()}


def _samples(rows: list[list[str]], index: int) -> Iterator[str]:
    for row in rows:
        if index < len(row) and row[index].strip():
            yield row[index].strip()[:60]


def columns(request: HttpRequest, election: Election) -> HttpResponse:
    """What the headings do not say, or say twice, is chosen by hand."""
    try:
        upload = queries.pending(election)
    except Refused as why:
        messages.error(request, explain(why))
        return redirect("organiser:roll", election.pk)
    form = ColumnsForm(upload, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_columns(election, form.chosen())
            return redirect("organiser:roll_check", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {"election": election, "upload": upload, "form": form}
    return render(request, "organiser/roll_columns.html", context)


def check(request: HttpRequest, election: Election) -> HttpResponse:
    """Each row's fate; the organiser stores the file as shown, or drops it."""
    if request.method == "POST":
        return _decide(request, election)
    try:
        rows = queries.judged(election)
    except Refused as why:
        if why.code == "roll.columns":
            return redirect("organiser:roll_columns", election.pk)
        messages.error(request, explain(why))
        return redirect("organiser:roll", election.pk)
    fates = Counter(row.fate for row in rows)
    # What asks for attention first: refused rows, then changes.
    order = {Fate.REFUSED: 0, Fate.CHANGED: 1, Fate.NEW: 2, Fate.SAME: 3}
    rows.sort(key=lambda row: (order[row.fate], row.number))
    context = {
        "election": election,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": {fate.value: fates[fate] for fate in Fate},
        "total": len(rows),
        "storable": fates[Fate.NEW] + fates[Fate.CHANGED],
    }
    return render(request, "organiser/roll_check.html", context)


def _decide(request: HttpRequest, election: Election) -> HttpResponse:
    if "discard" in request.POST:
        actions.discard(election)
        return redirect("organiser:roll", election.pk)

    def store() -> None:
        with acting(request, "roll.apply", election):
            actions.apply(election)

    attempt(request, store, _("The roll was stored."))
    return redirect("organiser:roll", election.pk)
