"""Plan a reminder to all voters, or cancel it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.outbox import reminders

from ..access import acting, attempt, person
from .delivery import ReminderForm, page


@require_POST
def remind(request: HttpRequest, election: Election) -> HttpResponse:
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return page(request, election, form)
    at = form.cleaned_data["at"]

    def plan() -> None:
        with acting(request, "reminder.plan", election, at=str(at)):
            reminders.plan(election, at, person(request).email)

    attempt(request, plan, _("The reminder is planned."))
    return redirect("organiser:delivery", election.pk)


@require_POST
def cancel(request: HttpRequest, election: Election) -> HttpResponse:
    def take_back() -> None:
        with acting(request, "reminder.cancel", election):
            reminders.cancel(election)

    attempt(request, take_back, _("The reminder is cancelled."))
    return redirect("organiser:delivery", election.pk)
