"""Who has which role in an election or an organisation: give one, for good or until a time, and
take it away."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election, Organisation
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.people import actions, emergencies, queries
from stembus.domain.people.models import Appointment, Emergency, Role
from stembus.domain.refusals import Refused

from .access import acting, attempt, blame, person
from .forms import Plain
from .messages import appointed
from .review import review_of


class AppointForm(Plain):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Leave it empty for a role that does not end."),
    )


def people(request: HttpRequest, election: Election) -> HttpResponse:
    return _people(request, election)


def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _people(request, organisation)


@require_POST
def dismiss(request: HttpRequest, election: Election, appointment: uuid.UUID) -> HttpResponse:
    return _dismiss(request, election, get_object_or_404(election.appointments, pk=appointment))


@require_POST
def dismiss_there(
    request: HttpRequest, organisation: Organisation, appointment: uuid.UUID
) -> HttpResponse:
    found = get_object_or_404(organisation.appointments, pk=appointment)
    return _dismiss(request, organisation, found)


def _people(request: HttpRequest, place: Election | Organisation) -> HttpResponse:
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _appoint(request, place, form)
            return redirect(_page(place))
        except Refused as why:
            blame(request, form, why)
    appointments = queries.appointments(place)
    listed = [
        (each, _dismissal(place, each), held)
        for each, held in zip(appointments, review_of(appointments), strict=True)
    ]
    name = "election" if isinstance(place, Election) else "organisation"
    entries = [(each, _ending(place, each)) for each in emergencies.at(place)]
    context = {name: place, "listed": listed, "form": form, "emergencies": entries}
    return render(request, "organiser/people.html", context)


def _ending(place: Election | Organisation, each: Emergency) -> str:
    name = "emergency_end" if isinstance(place, Election) else "organisation_emergency_end"
    return reverse(f"organiser:{name}", args=[place.pk, each.pk])


def _page(place: Election | Organisation) -> str:
    name = "people" if isinstance(place, Election) else "organisation"
    return reverse(f"organiser:{name}", args=[place.pk])


def _dismissal(place: Election | Organisation, each: Appointment) -> str:
    """Where the button leads; none for a role in the organisation on an election's page."""
    if place.pk not in (each.election_id, each.organisation_id):
        return ""
    name = "dismiss" if isinstance(place, Election) else "organisation_dismiss"
    return reverse(f"organiser:{name}", args=[place.pk, each.pk])


def _appoint(request: HttpRequest, place: Election | Organisation, form: AppointForm) -> None:
    email, role, until = (form.cleaned_data[name] for name in ("email", "role", "until"))
    if until is not None and until <= database_now():
        raise Refused("appointment.past")
    with acting(request, "people.appoint", place, who=email, role=role, until=str(until)):
        who = actions.register(email)
        actions.appoint(who, place, role, until, person(request).email)
        election = place if isinstance(place, Election) else None
        outbox.post(election, [appointed(who, place)], Kind.ROLE)


def _dismiss(
    request: HttpRequest, place: Election | Organisation, found: Appointment
) -> HttpResponse:
    def take_away() -> None:
        details = {"who": found.person.email, "role": found.role}
        with acting(request, "people.dismiss", place, **details):
            actions.dismiss(found)

    attempt(request, take_away, _("The role is taken away."))
    return redirect(_page(place))
