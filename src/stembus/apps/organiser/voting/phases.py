"""Opening and closing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import PAPERS, authority_of
from stembus.domain.elections.terms import Term, days
from stembus.domain.outbox.queries import wording
from stembus.domain.proposals import queries as proposals
from stembus.domain.proposals.models import Proposal
from stembus.domain.refusals import Refused
from stembus.domain.rolls import queries as rolls

from ..access import acting, attempt, blame
from ..forms import OpeningForm
from ..preparing.checklist import missing, refuse_incomplete
from .proposing import propose


def opening(request: HttpRequest, election: Election) -> HttpResponse:
    """Read everything back, then let the clock open it."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose_opening(request, election, form)
            return redirect("organiser:proposal", election.pk, made.pk)
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
        "letters": rolls.by_letter(election).count(),
        "wording": wording(election),
        "waiting": proposals.waiting(election, "open"),
        "terms": [(term.label, days(election, term)) for term in Term],
    }
    return render(request, "organiser/opening.html", context)


def _propose_opening(request: HttpRequest, election: Election, form: OpeningForm) -> Proposal:
    times = {name: form.cleaned_data[name] for name in ("opens_at", "closes_at")}
    if not election.editable:
        raise Refused("election.frozen")
    refuse_incomplete(election)
    actions.check_times(**times)
    content = {name: time.isoformat() if time else None for name, time in times.items()}
    with acting(request, "open.propose", election, **content):
        return propose(request, election, "open", content)


@require_POST
def unschedule(request: HttpRequest, election: Election) -> HttpResponse:
    def take_back() -> None:
        with acting(request, "election.unschedule", election):
            actions.unschedule(election)

    attempt(request, take_back, _("The election is a draft again."))
    return redirect("organiser:election", election.pk)


@require_POST
def close(request: HttpRequest, election: Election) -> HttpResponse:
    return _propose_with_reason(request, election, "close", possible=election.phase == Phase.OPEN)


@require_POST
def delete(request: HttpRequest, election: Election) -> HttpResponse:
    return _propose_with_reason(request, election, "delete", possible=election.editable)


def _propose_with_reason(
    request: HttpRequest, election: Election, kind: str, *, possible: bool
) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()

    def ask() -> None:
        if not reason:
            raise Refused("proposal.reason")
        if not possible:
            raise Refused("election.phase", phase=election.get_phase_display())
        with acting(request, f"{kind}.propose", election, reason=reason):
            propose(request, election, kind, {}, reason)

    attempt(request, ask, _("Now it needs a second person."))
    return redirect("organiser:election", election.pk)
