"""Opening and closing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import PAPERS, authority_of
from stembus.domain.outbox.queries import wording
from stembus.domain.refusals import Refused
from stembus.domain.rolls import queries as rolls

from .access import acting, attempt, blame
from .checklist import missing
from .forms import OpeningForm


def opening(request: HttpRequest, election: Election) -> HttpResponse:
    """Read everything back, then let the clock open it."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _schedule(request, election, form)
            return redirect("organiser:election", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {
        "election": election,
        "form": form,
        "missing": missing(election),
        "polls": [
            {"poll": poll, "voters": poll.voters.count()}
            for poll in election.polls.prefetch_related(*PAPERS)
        ],
        "voters": rolls.count(election),
        "authority": authority_of(election),
        "wording": wording(election),
    }
    return render(request, "organiser/opening.html", context)


def _schedule(request: HttpRequest, election: Election, form: OpeningForm) -> None:
    opens_at, closes_at = form.cleaned_data["opens_at"], form.cleaned_data["closes_at"]
    with acting(request, "election.schedule", election, opens=str(opens_at), closes=str(closes_at)):
        actions.schedule(election, opens_at, closes_at)
        if lacking := missing(election):
            raise Refused("election.incomplete", missing=", ".join(lacking))


@require_POST
def unschedule(request: HttpRequest, election: Election) -> HttpResponse:
    def take_back() -> None:
        with acting(request, "election.unschedule", election):
            actions.unschedule(election)

    attempt(request, take_back, _("The election is a draft again."))
    return redirect("organiser:election", election.pk)


@require_POST
def close(request: HttpRequest, election: Election) -> HttpResponse:
    def end() -> None:
        with acting(request, "election.close", election):
            actions.close(election)

    attempt(request, end, _("The voting is closed."))
    return redirect("organiser:election", election.pk)
