"""What waits for a second person, and deciding it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from stembus.domain.elections.models import Election
from stembus.domain.proposals import actions, queries
from stembus.domain.proposals.models import Outcome, Proposal

from ..access import acting, attempt, person
from ..rights import Right
from .proposing import KINDS, accept


def proposals(request: HttpRequest, election: Election) -> HttpResponse:
    listed = [(each, KINDS[each.kind].title) for each in queries.of_election(election)]
    context = {"election": election, "proposals": listed}
    return render(request, "organiser/proposals.html", context)


def proposal(request: HttpRequest, election: Election, proposal: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Proposal, election=election, pk=proposal)
    kind = KINDS[found.kind]
    may = kind.right in request.rights  # type: ignore[attr-defined]
    if not may and (request.method == "POST" or kind.right == Right.ROLL):
        raise PermissionDenied
    if request.method == "POST":
        done = _accept if "accept" in request.POST else _turn_down
        done(request, found)
        if not Proposal.objects.filter(pk=proposal).exists():  # gone with the election
            return redirect("organiser:home")
        return redirect("organiser:proposal", election.pk, found.pk)
    waiting = found.outcome == Outcome.WAITING
    context = {
        "election": election,
        "proposal": found,
        "title": kind.title,
        "changes": kind.changes(election, found.content) if waiting or found.kind == "roll" else [],
        "own": found.proposed_by == person(request).email,
        "about": kind.about(election, found.content),
        "may_decide": waiting and may,
        "stale": waiting and found.basis != kind.basis(election),
    }
    return render(request, "organiser/proposal.html", context)


def _accept(request: HttpRequest, found: Proposal) -> None:
    def decide() -> None:
        with acting(request, f"{found.kind}.accept", found.election, proposal=str(found.pk)):
            accept(request, found)

    attempt(request, decide, _("Accepted, and done."))


def _turn_down(request: HttpRequest, found: Proposal) -> None:
    def decide() -> None:
        with acting(request, f"{found.kind}.turn_down", found.election):
            actions.turn_down(found, person(request).email)

    attempt(request, decide, _("It is off the table."))
