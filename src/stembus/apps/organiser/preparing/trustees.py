"""Trustees: invite them, see who has made a key."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.refusals import Refused

from ..access import acting, attempt, blame
from ..forms import PersonForm
from ..messages import invitation


def trustees(request: HttpRequest, election: Election) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting(request, "trustee.add", election, **form.cleaned_data):
                trustee, token = actions.add_trustee(election, **form.cleaned_data)
                outbox.post(election, [invitation(trustee, token)], Kind.INVITATION)
            return redirect("organiser:trustees", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {"election": election, "trustees": election.trustees.all(), "form": form}
    return render(request, "organiser/trustees.html", context)


@require_POST
def renew(request: HttpRequest, election: Election, trustee: uuid.UUID) -> HttpResponse:
    """Send a new link; the old one stops working."""
    found = get_object_or_404(election.trustees, pk=trustee)

    def send_again() -> None:
        with acting(request, "trustee.renew", election, email=found.email):
            token = actions.renew_invitation(found)
            outbox.post(election, [invitation(found, token)], Kind.INVITATION)

    attempt(request, send_again, _("A new link is on its way; the old one no longer works."))
    return redirect("organiser:trustees", election.pk)


@require_POST
def remove(request: HttpRequest, election: Election, trustee: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(election.trustees, pk=trustee)

    def take_off() -> None:
        with acting(request, "trustee.remove", election, email=found.email):
            actions.remove_trustee(found)

    attempt(request, take_off, _("The trustee was removed."))
    return redirect("organiser:trustees", election.pk)
