"""Who makes the voting codes: the server, or a separate code authority that is invited here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections import authorities
from stembus.domain.elections.models import CodeAuthority, Election, HandedIn
from stembus.domain.elections.queries import authority_of
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.refusals import Refused
from stembus.domain.rolls.code_tasks import missing_credentials

from ..access import acting, attempt, blame
from ..forms import PersonForm
from ..messages import authority_invitation


def authority(request: HttpRequest, election: Election) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting(request, "authority.invite", election, **form.cleaned_data):
                found, token = authorities.invite(election, **form.cleaned_data)
                outbox.post(election, [authority_invitation(found, token)], Kind.INVITATION)
            return redirect("organiser:authority", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {
        "election": election,
        "authority": authority_of(election),
        "handed_in": HandedIn.objects.filter(authority__election=election).defer("content").first(),
        "missing": missing_credentials(election) if election.editable else [],
        "form": form,
    }
    return render(request, "organiser/authority.html", context)


@require_POST
def renew(request: HttpRequest, election: Election) -> HttpResponse:
    """Send a new link; the old one stops working."""
    found = get_object_or_404(CodeAuthority, election=election)

    def send_again() -> None:
        with acting(request, "authority.renew", election, email=found.email):
            message = authority_invitation(found, authorities.renew(found))
            outbox.post(election, [message], Kind.INVITATION)

    attempt(request, send_again, _("A new link is on its way; the old one no longer works."))
    return redirect("organiser:authority", election.pk)


@require_POST
def dismiss(request: HttpRequest, election: Election) -> HttpResponse:
    found = get_object_or_404(CodeAuthority, election=election)

    def take_off() -> None:
        with acting(request, "authority.dismiss", election, email=found.email):
            authorities.dismiss(found)

    attempt(request, take_off, _("The server makes the voting codes again."))
    return redirect("organiser:authority", election.pk)
