"""While the voting is open: turnout over time, more time for voters, what happened."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed, voted
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox import queries as outbox_queries
from stembus.domain.outbox.models import Kind
from stembus.domain.proceedings import actions as proceedings
from stembus.domain.proceedings import queries
from stembus.domain.refusals import Refused
from stembus.voter_messages import extension

from ..access import acting, attempt, blame, person
from ..forms import Plain
from .chart import chart


class ExtensionForm(Plain):
    closes_at = forms.DateTimeField(
        label=gettext_lazy("New closing time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("For the official record, and for the message to all voters."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes, send all voters a message about it. This can't be undone.")
    )


class IncidentForm(Plain):
    text = forms.CharField(
        label=gettext_lazy("What happened"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("It is published with the official record: write no names."),
    )


def running(request: HttpRequest, election: Election) -> HttpResponse:
    return _page(request, election, ExtensionForm(), IncidentForm())


def _page(
    request: HttpRequest, election: Election, extending: ExtensionForm, logging: IncidentForm
) -> HttpResponse:
    if election.opened_at is None:
        raise Http404
    is_open = election.phase == Phase.OPEN and not closing_time_passed(election)
    context = {
        "election": election,
        "chart": chart(election),
        "open": is_open,
        "extending": extending,
        "logging": logging,
        "incidents": queries.incidents(election),
        "record": queries.official_record(election),
        "refresh": is_open and request.method == "GET",
    }
    return render(request, "organiser/running.html", context)


@require_POST
def extend(request: HttpRequest, election: Election) -> HttpResponse:
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            _extend(request, election, form.cleaned_data["closes_at"], form.cleaned_data["reason"])
            return redirect("organiser:running", election.pk)
        except Refused as why:
            blame(request, form, why)
    return _page(request, election, form, IncidentForm())


def _extend(request: HttpRequest, election: Election, closes_at: datetime, reason: str) -> None:
    """All or nothing: the new time, the log, and a message to everyone who may vote."""
    by = person(request).email
    with acting(request, "election.extend", election, closes=str(closes_at), reason=reason):
        before = actions.extend(election, closes_at)
        proceedings.log_extension(election, reason, by, before=before, after=closes_at)
        election.refresh_from_db()
        voters = (
            election.voters.filter(poll__in=voted(election))
            .exclude(address="")
            .iterator(chunk_size=2000)
        )
        wording = outbox_queries.wording(election)
        told = (extension(wording, voter, reason) for voter in voters)
        outbox.post(election, told, Kind.EXTENSION)


@require_POST
def incident(request: HttpRequest, election: Election) -> HttpResponse:
    form = IncidentForm(request.POST)

    def log() -> None:
        with acting(request, "incident.log", election):
            proceedings.log_incident(election, form.cleaned_data["text"], person(request).email)

    if form.is_valid() and attempt(request, log, _("Recorded.")):
        return redirect("organiser:running", election.pk)
    return _page(request, election, ExtensionForm(), form)
