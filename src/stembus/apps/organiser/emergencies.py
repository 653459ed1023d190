"""Emergency entry: operators ask and decide, organisers end it."""

import re
import uuid
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election, Organisation
from stembus.domain.people import emergencies as entries
from stembus.domain.people.models import Emergency
from stembus.domain.refusals import Refused

from . import alarms
from .access import attempt, blame, person
from .forms import Plain

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class EmergencyForm(Plain):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=gettext_lazy("Organisation")
    )
    election = forms.CharField(
        label=gettext_lazy("Election"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Its address or its id. Leave it empty for all elections of the organisation."
        ),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("For how many hours"),
        min_value=1,
        max_value=entries.LONGEST,
        initial=1,
        help_text=gettext_lazy("At most 4. It ends by itself."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("All organisers of the organisation get it by mail, at once."),
    )

    def place(self) -> Election | Organisation:
        """Refuses with `election.unknown`, also an election of another organisation."""
        organisation: Organisation = self.cleaned_data["organisation"]
        written = self.cleaned_data["election"]
        if not written:
            return organisation
        key = KEY.search(written)
        mine = Election.objects.filter(organisation=organisation)
        election = mine.filter(pk=UUID(key[0])).first() if key else None
        if election is None:
            raise Refused("election.unknown")
        return election


def emergencies(request: HttpRequest) -> HttpResponse:
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("organiser:emergency", _ask(request, form).pk)
        except Refused as why:
            blame(request, form, why)
    listed = entries.listed()
    waiting, working = entries.waiting_of(listed), entries.working_of(listed)
    rows = [(each, each.pk in waiting, each.pk in working) for each in listed]
    return render(request, "organiser/emergencies.html", {"form": form, "listed": rows})


@transaction.atomic
def _ask(request: HttpRequest, form: EmergencyForm) -> Emergency:
    who = person(request)
    about = {name: form.cleaned_data[name] for name in ("reason", "hours")}
    asked = entries.ask(who, form.place(), **about)
    alarms.asked(asked, who)
    return asked


def emergency(request: HttpRequest, emergency: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Emergency, pk=emergency)
    who = person(request)
    if request.method == "POST":
        if "end" in request.POST:
            _end(request, found)
        else:
            _decide(request, found, agrees="agree" in request.POST)
        return redirect("organiser:emergency", found.pk)
    context = {
        "entry": found,
        "waits": entries.waits(found),
        "works": entries.works(found),
        "own": found.person_id == who.pk,
    }
    return render(request, "organiser/emergency.html", context)


def _decide(request: HttpRequest, found: Emergency, *, agrees: bool) -> None:
    who = person(request)

    @transaction.atomic
    def decide() -> None:
        if agrees:
            entries.agree(found, who)
            alarms.agreed(found, who)
        else:
            entries.turn_down(found, who)
            alarms.turned_down(found, who)

    attempt(request, decide, _("It works from now on.") if agrees else _("It is off the table."))


def _end(request: HttpRequest, found: Emergency) -> None:
    who = person(request)

    @transaction.atomic
    def end() -> None:
        entries.end(found, who.email)
        alarms.ended(found, who)

    attempt(request, end, _("The emergency entry has ended."))


@require_POST
def end(request: HttpRequest, election: Election, emergency: uuid.UUID) -> HttpResponse:
    """By an organiser: also one into the whole organisation, which lets into this election too."""
    here = Q(election=election) | Q(organisation=election.organisation_id)
    _end(request, get_object_or_404(Emergency, here, pk=emergency))
    return redirect("organiser:people", election.pk)


@require_POST
def end_there(
    request: HttpRequest, organisation: Organisation, emergency: uuid.UUID
) -> HttpResponse:
    """By an organiser of the organisation: also one into one of its elections."""
    here = Q(organisation=organisation) | Q(election__organisation=organisation)
    _end(request, get_object_or_404(Emergency, here, pk=emergency))
    return redirect("organiser:organisation", organisation.pk)
