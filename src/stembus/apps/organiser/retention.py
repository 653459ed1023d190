"""What is kept of an election and how long: the organiser's choice, holds, and what is deleted."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections.keeping import choose_terms
from stembus.domain.elections.models import Election
from stembus.domain.elections.terms import BOUNDS, Term, counts_from, days
from stembus.domain.proceedings.queries import disputed
from stembus.domain.retention import actions, queries
from stembus.domain.retention.models import Hold

from .access import acting, attempt, person
from .forms import Plain


class TermsForm(Plain):
    """Days for each term; the bounds stand beside it, and the action keeps them."""

    def __init__(self, *args: Any, election: Election, **options: Any) -> None:
        super().__init__(*args, **options)
        for term, (least, usual, most) in BOUNDS.items():
            bounds = {"least": least, "usual": usual, "most": most}
            self.fields[term] = forms.IntegerField(
                label=term.label,
                initial=days(election, term),
                min_value=least,
                max_value=most,
                help_text=_("Days: at least %(least)s, usually %(usual)s, at most %(most)s.")
                % bounds,
            )

    def chosen(self) -> dict[Term, int]:
        return {Term(name): kept for name, kept in self.cleaned_data.items()}


class UntilForm(Plain):
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Leave it empty for a hold that lasts until somebody ends it."),
    )


class HoldForm(UntilForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Do not write names of voters here."),
    )


def retention(request: HttpRequest, election: Election) -> HttpResponse:
    form = TermsForm(request.POST or None, election=election)

    def choose() -> None:
        chosen = form.chosen()
        with acting(request, "terms.choose", election, **chosen):
            choose_terms(election, chosen)

    if request.method == "POST" and form.is_valid() and attempt(request, choose, _("Saved.")):
        return redirect("organiser:retention", election.pk)
    return _page(request, election, form=form)


def _page(request: HttpRequest, election: Election, **forms: object) -> HttpResponse:
    """With empty forms in place of those that are not given."""
    holding = {hold.pk for hold in queries.holding(election)}
    context = {
        "election": election,
        "form": TermsForm(election=election),
        "hold_form": HoldForm(),
        "until_form": UntilForm(auto_id="extend_%s"),
        "plan": queries.plan(election),
        "counts_from": counts_from(election),
        "holds": [(hold, hold.pk in holding) for hold in queries.holds(election)],
        "held": bool(holding),
        "disputed": disputed(election, queries.AFTER_HOLD),
        "deletions": queries.deletions(election.pk),
        "afterwards": queries.AFTER_HOLD.days,
    }
    return render(request, "organiser/retention.html", context | forms)


@require_POST
def hold(request: HttpRequest, election: Election) -> HttpResponse:
    form = HoldForm(request.POST)

    def place() -> None:
        reason, until = form.cleaned_data["reason"], form.cleaned_data["until"]
        with acting(request, "hold.place", election, reason=reason, until=_text(until)):
            actions.hold(election, reason=reason, by=person(request).email, until=until)

    if form.is_valid() and attempt(request, place, _("Nothing is deleted while the hold lasts.")):
        return redirect("organiser:retention", election.pk)
    return _page(request, election, hold_form=form)


@require_POST
def extend(request: HttpRequest, election: Election, hold: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Hold, election=election, pk=hold)
    form = UntilForm(request.POST, auto_id="extend_%s")

    def lengthen() -> None:
        until = form.cleaned_data["until"]
        with acting(request, "hold.extend", election, hold=str(held.pk), until=_text(until)):
            actions.extend(held, until)

    if form.is_valid() and attempt(request, lengthen, _("The hold is extended.")):
        return redirect("organiser:retention", election.pk)
    return _page(request, election, until_form=form)


@require_POST
def release(request: HttpRequest, election: Election, hold: uuid.UUID) -> HttpResponse:
    held = get_object_or_404(Hold, election=election, pk=hold)

    def end() -> None:
        with acting(request, "hold.release", election, hold=str(held.pk)):
            actions.release(held, person(request).email)

    attempt(request, end, _("The hold has ended."))
    return redirect("organiser:retention", election.pk)


def _text(until: datetime | None) -> str:
    return until.isoformat() if until else ""
