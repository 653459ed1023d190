"""“Am I on the roll?”: anyone may ask; the answer goes by mail, to the address that it is about.

The page's own answer is always the same, so that nobody learns from it who is on the roll.
"""

import uuid

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.queries import wording
from stembus.domain.rolls import queries

from ..forms import Plain
from ..messages import roll_answer
from ..trail.limits import reached

OFFERED = (Phase.DRAFT, Phase.READY, Phase.OPEN)


class InquiryForm(Plain):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def on_the_roll(request: HttpRequest, election: uuid.UUID) -> HttpResponse:
    asked = Election.objects.filter(pk=election, phase__in=OFFERED).first()
    if asked is None or not asked.voters.exists():
        raise Http404
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, asked, form.cleaned_data["email"].lower())
        said = _("The answer is on its way to this address, if none was sent to it just now.")
        messages.info(request, said)
        return redirect("organiser:on_the_roll", asked.pk)
    return render(request, "organiser/on_the_roll.html", {"election": asked, "form": form})


def _answer(request: HttpRequest, election: Election, address: str) -> None:
    """As often as settings say, for an address and for where it is asked from."""
    # Those who counts tries keeps: a hash that says nothing outside of this election.
    key = queries.hashed(election, address)
    if not ratelimit.consume(request, action="on_the_roll", key=key):
        reached(request, "on_the_roll")
        return
    voter = queries.with_address(election, address)
    with transaction.atomic():
        outbox.post(election, [roll_answer(wording(election), address, voter)])
