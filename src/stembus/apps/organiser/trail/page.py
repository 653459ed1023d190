"""The trail of one election: a page to look through it, and a file to keep."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from stembus.domain.audit import queries
from stembus.domain.audit.chain import moment
from stembus.domain.audit.models import Entry, Kind, Result
from stembus.domain.elections.models import Election
from stembus.domain.rolls.reading import is_formula

from ..forms import Plain
from .words import in_words

PAGE = 100
COLUMNS = ("position", "at", "kind", "actor", "act", "result", "hash", "content")
FILES = {"csv": "text/csv; charset=utf-8", "json": "application/jsonl"}


class FilterForm(Plain):
    kind = forms.ChoiceField(
        label=_("About"), choices=[("", _("all")), *Kind.choices], required=False
    )
    result = forms.ChoiceField(
        label=_("What came of it"), choices=[("", _("all")), *Result.choices], required=False
    )


def trail(request: HttpRequest, election: Election) -> HttpResponse:
    form, entries = _chosen(request, election)
    page = Paginator(entries.order_by("-position"), PAGE).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "form": form,
        "page": page,
        "rows": [_row(entry) for entry in page],
        "keep": urlencode({name: form[name].value() or "" for name in form.fields}),
    }
    return render(request, "organiser/trail.html", context)


def file(request: HttpRequest, election: Election, form: str) -> HttpResponseBase:
    """All of what is chosen, the oldest first, with place and hash: to keep, and to compare with
    `stembus audit verify --since`."""
    if form not in FILES:
        raise Http404
    entries = _chosen(request, election)[1].order_by("position").iterator(chunk_size=2000)
    lines = _as_csv(entries) if form == "csv" else _as_json(entries)
    response = StreamingHttpResponse(lines, content_type=FILES[form])
    response["Content-Disposition"] = f'attachment; filename="trail-{election.pk}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _chosen(request: HttpRequest, election: Election) -> tuple[FilterForm, QuerySet[Entry]]:
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = {name: value for name, value in given.items() if value}
    return form, queries.all_of(election.pk).filter(**wanted)


def _row(entry: Entry) -> dict[str, Any]:
    said = entry.said
    target = said.get("object") or {}
    return {
        "entry": entry,
        "act": in_words(entry.act),
        "bad": entry.result != Result.DONE,
        "code": said.get("code", ""),
        "object": f"{target['kind']} {target['id']}" if target.get("kind") != "election" else "",
        "details": ", ".join(f"{name}: {value}" for name, value in said["details"].items()),
        "origin": said.get("origin", ""),
    }


class _Echo:
    """Where a writer writes so that it returns the line."""

    def write(self, line: str) -> str:
        return line


def _as_csv(entries: Iterator[Entry]) -> Iterator[str]:
    """As a spreadsheet takes it; no cell begins with what it would evaluate (CWE-1236)."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in entries:
        line = _fields(entry)
        cells = [str(line[name]) for name in COLUMNS]
        yield writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in cells])


def _as_json(entries: Iterator[Entry]) -> Iterator[str]:
    return (queries.exported(entry) + "\n" for entry in entries)


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS} | {"at": moment(entry.at)}
