"""Who has which role in an election: give one, for good or until a time, and take it away."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.people import actions, queries
from stembus.domain.people.models import Appointment, Role
from stembus.domain.refusals import Refused

from .access import acting, attempt, blame
from .forms import Plain
from .messages import appointed


class AppointForm(Plain):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Leave it empty for as long as the election is there."),
    )


def people(request: HttpRequest, election: Election) -> HttpResponse:
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _appoint(request, election, form)
            return redirect("organiser:people", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {
        "election": election,
        "appointments": queries.appointments(election),
        "form": form,
    }
    return render(request, "organiser/people.html", context)


def _appoint(request: HttpRequest, election: Election, form: AppointForm) -> None:
    email, role, until = (form.cleaned_data[name] for name in ("email", "role", "until"))
    if until is not None and until <= database_now():
        raise Refused("appointment.past")
    with acting(request, "people.appoint", election, who=email, role=role, until=str(until)):
        person = actions.register(email)
        actions.appoint(person, election, role, until)
        outbox.post(election, [appointed(person, election)], Kind.ROLE)


@require_POST
def dismiss(request: HttpRequest, election: Election, appointment: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Appointment, election=election, pk=appointment)
    details = {"who": found.person.email, "role": found.role}

    def take_away() -> None:
        with acting(request, "people.dismiss", election, **details):
            actions.dismiss(found)

    attempt(request, take_away, _("The role is taken away."))
    return redirect("organiser:people", election.pk)
