"""Changing a frozen roll: proposed with a reason, done when a second person agrees."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election, Language
from stembus.domain.proposals.models import Proposal
from stembus.domain.refusals import Refused
from stembus.domain.rolls import changes
from stembus.domain.rolls.columns import Column
from stembus.domain.rolls.models import Voter

from ..access import acting, attempt, blame
from ..forms import Plain
from ..voting.proposing import fields_of, propose
from . import roll_codes

REACHED = (
    *(Column.ADDRESS, Column.NAME, Column.REFERENCE),
    *(Column.STREET, Column.POSTCODE, Column.CITY, Column.COUNTRY),
)


class VoterForm(Plain):
    """How a voter is reached, and why that is changed; for a new voter also the ballot paper."""

    def __init__(
        self, *args: Any, election: Election, voter: Voter | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for column in REACHED:
            self._add(column, forms.CharField(max_length=300), getattr(voter, column.value, ""))
        language = forms.ChoiceField(choices=Language.choices)
        self._add(Column.LANGUAGE, language, voter.language if voter else election.language)
        if voter is None:
            polls = [(poll.name, str(poll)) for poll in election.polls.all()]
            self._add(Column.POLL, forms.ChoiceField(choices=polls), polls[0][0])
            self._add(Column.WEIGHT, forms.CharField(max_length=9), "1")
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )

    def _add(self, column: Column, field: forms.Field, initial: str) -> None:
        field.label, field.required, field.initial = column.label, False, initial
        self.fields[column.value] = field

    def cells(self) -> dict[Column, str]:
        return {Column(name): text for name, text in self.cleaned_data.items() if name != "reason"}


def change(request: HttpRequest, election: Election, voter: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(election.voters, pk=voter)
    form = VoterForm(request.POST or None, election=election, voter=found)
    return _page(
        request,
        election,
        form,
        lambda: changes.prepare_correction(found, form.cells(), form.cleaned_data["reason"]),
        voter=found,
    )


def add(request: HttpRequest, election: Election) -> HttpResponse:
    form = VoterForm(request.POST or None, election=election)
    return _page(
        request,
        election,
        form,
        lambda: changes.prepare_addition(election, form.cells(), form.cleaned_data["reason"]),
    )


@require_POST
def take_off(request: HttpRequest, election: Election, voter: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(election.voters, pk=voter)

    def ask() -> None:
        _propose(request, election, changes.prepare_removal(found, request.POST.get("reason", "")))

    if attempt(request, ask):
        return redirect("organiser:proposals", election.pk)
    return redirect("organiser:voter_change", election.pk, voter)


def _page(
    request: HttpRequest,
    election: Election,
    form: VoterForm,
    prepare: Callable[[], changes.Content],
    voter: Voter | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, election, prepare())
            return redirect("organiser:proposal", election.pk, made.pk)
        except Refused as why:
            blame(request, form, why)
    context = {"election": election, "form": form, "voter": voter}
    return render(request, "organiser/voter_change.html", context)


def _propose(request: HttpRequest, election: Election, content: changes.Content) -> Proposal:
    roll_codes.check_phase(election, content)
    with acting(request, "roll.propose", election, **fields_of(content)):
        return propose(request, election, "roll", content, content["reason"])
