"""A file with the roll: say what its columns hold, see what becomes of each row, then store it."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.columns import Column, guess
from stembus.domain.rolls.models import Fate, State, Upload
from stembus.domain.rolls.reading import is_formula

from ..access import acting, blame, explain
from ..forms import Plain

PAGE = 100


class ColumnsForm(Plain):
    """A choice for each column of the file, with what the first rows have there."""

    def __init__(self, upload: Upload, data: Any = None) -> None:
        super().__init__(data)
        header, *rows = upload.head
        found = guess(header)
        chosen = dict(upload.columns or list(found.columns.items()))
        unsure = () if upload.columns else found.unsure
        for index, title in enumerate(header):
            self.fields[str(index)] = forms.ChoiceField(
                label=title or _("Column %(number)s") % {"number": index + 1},
                choices=[("", _("leave aside")), *Column.choices],
                initial=chosen.get(index, ""),
                required=False,
                help_text=escape(_hint(rows, index, unsure=index in unsure)),  # shown as HTML
            )

    def chosen(self) -> dict[int, str]:
        return {int(index): column for index, column in self.cleaned_data.items()}


def _hint(rows: list[list[str]], index: int, *, unsure: bool) -> str:
    samples = " · ".join(_samples(rows, index))
    return _("Not understood: %(samples)s") % {"samples": samples} if unsure else samples


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
            with acting(request, "roll.columns", election):
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
        upload = queries.pending(election)
        if upload.state == State.FAULTY:
            actions.discard(election)
            raise Refused(upload.fault, **upload.fault_details)
    except Refused as why:
        messages.error(request, explain(why))
        return redirect("organiser:roll", election.pk)
    if upload.state == State.COLUMNS:
        return redirect("organiser:roll_columns", election.pk)
    context = {"election": election, "upload": upload, "counts": _counts(upload)}
    if upload.state == State.CHECKED:
        context |= _rows(upload, request.GET.get("fate", ""), request.GET.get("page"))
    return render(request, "organiser/roll_check.html", context)


def _counts(upload: Upload) -> list[tuple[Fate, int]]:
    """What asks for attention comes first."""
    order = (Fate.REFUSED, Fate.CHANGED, Fate.NEW, Fate.SAME)
    return [(fate, upload.counts.get(fate.value, 0)) for fate in order]


def _rows(upload: Upload, wanted: str, number: str | None) -> dict[str, object]:
    """A page of them: of one fate, of which there is any, or of all."""
    fate = wanted if upload.counts.get(wanted) else ""
    paginator = Paginator(queries.staged(upload, fate), PAGE)
    paginator.count = upload.counts[fate] if fate else upload.checked  # not counted anew
    page = paginator.get_page(number)
    storable = upload.counts.get(Fate.NEW, 0) + upload.counts.get(Fate.CHANGED, 0)
    changes = queries.changes(page.object_list)
    return {
        "fate": fate,
        "page": page,
        "rows": [(row, changes.get(row.pk, [])) for row in page],
        "storable": storable,
    }


def _decide(request: HttpRequest, election: Election) -> HttpResponse:
    if "discard" in request.POST:
        with acting(request, "roll.discard", election):
            actions.discard(election)
        return redirect("organiser:roll", election.pk)
    try:
        with acting(request, "roll.apply", election):
            actions.apply(election)
    except Refused as why:
        messages.error(request, explain(why))
        if why.code != "roll.changed":
            return redirect("organiser:roll", election.pk)
        actions.check_again(election)
        return redirect("organiser:roll_check", election.pk)
    messages.success(request, _("The roll was stored."))
    return redirect("organiser:roll", election.pk)


def refused(request: HttpRequest, election: Election) -> HttpResponseBase:
    """The refused rows as a file: to be mended, and chosen again."""
    try:
        upload = queries.pending(election)
    except Refused as why:
        messages.error(request, explain(why))
        return redirect("organiser:roll", election.pk)
    response = StreamingHttpResponse(_lines(upload), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="refused.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(upload: Upload) -> Iterator[str]:
    """As Excel takes it; no cell begins with what Excel would evaluate (CWE-1236)."""
    writer = csv.writer(_Echo(), delimiter=";")
    header = upload.head[0]
    yield "\ufeff" + writer.writerow([*map(_harmless, header), _("Row"), _("Why it is refused")])
    for row in queries.staged(upload, Fate.REFUSED).iterator(chunk_size=2000):
        cells = [*(row.cells or ()), *[""] * len(header)][: len(header)]
        said = explain(row.refusal) if row.refusal else ""
        yield writer.writerow([*map(_harmless, cells), row.number, said])


class _Echo:
    """Where a writer writes so that it returns the line."""

    def write(self, line: str) -> str:
        return line


def _harmless(cell: str) -> str:
    return f"'{cell}" if is_formula(cell) else cell
