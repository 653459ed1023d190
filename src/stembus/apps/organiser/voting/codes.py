"""Lost voting codes: find the voter, ask for a new one, see what became of it."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.codes import actions, queries
from stembus.domain.codes.models import WAITING
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import authority_of
from stembus.domain.refusals import Refused
from stembus.domain.rolls.models import Voter
from stembus.domain.rolls.queries import find, named

from ..access import acting, attempt, person
from ..forms import Plain
from ..trail.noting import seen

LATEST = 50


class FindForm(Plain):
    """Posted, so that no log has whom one looked for."""

    who = forms.CharField(
        label=gettext_lazy("E-mail address, name or reference"),
        max_length=200,
        help_text=gettext_lazy("The whole address, or whole words: parts of words find nothing."),
    )


def codes(request: HttpRequest, election: Election) -> HttpResponse:
    form = FindForm(request.POST or None)
    found = find(election, form.cleaned_data["who"]) if form.is_valid() else None
    if found is not None:
        seen(request, (voter.pk for voter in found), searched=True)
    authority = authority_of(election)
    latest = queries.of_election(election, LATEST)
    if found is None:
        seen(request, (each.voter for each in latest))
    names = named(election, [each.voter for each in latest])
    context = {
        "election": election,
        "form": form,
        "found": found,
        "open": election.phase == Phase.OPEN and election.spare_percentage > 0 and not authority,
        "authority": authority,
        "latest": [(each, names.get(each.voter, "–")) for each in latest],
        "left": queries.spares_left(election),
        "refresh": found is None and any(each.state in WAITING for each in latest),
    }
    return render(request, "organiser/codes.html", context)


@require_POST
def reissue(request: HttpRequest, election: Election) -> HttpResponse:
    def ask() -> None:
        voter = _voter(election, request.POST.get("voter", ""))
        reason = request.POST.get("reason", "").strip()
        with acting(request, "code.reissue", election, voter=str(voter.pk)):
            actions.ask(election, voter.pk, reason=reason, by=person(request).email)

    attempt(request, ask, _("The old code is blocked and a new one is sent, in a moment."))
    return redirect("organiser:codes", election.pk)


def _voter(election: Election, given: str) -> Voter:
    try:
        return election.voters.get(pk=uuid.UUID(given))
    except (ValueError, Voter.DoesNotExist) as error:
        raise Refused("reissue.voter") from error
