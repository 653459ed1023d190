"""The roll: choose a file, see what becomes of each row, then store it."""

import uuid
from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions as outbox
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.fates import Fate

from .access import acting, attempt, blame, explain
from .forms import RollForm

PAGE = 100


def roll(request: HttpRequest, election: Election) -> HttpResponse:
    """The voters, and the form for a file."""
    form = RollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.stage(election, file.name, file.read())
            return redirect("organiser:roll_check", election.pk)
        except Refused as why:
            blame(request, form, why, "file")
    search = request.GET.get("q", "").replace("\0", "").strip()
    voters = election.voters.select_related("poll").filter(
        Q(address__icontains=search) | Q(name__icontains=search)
    )
    page = Paginator(voters, PAGE).get_page(request.GET.get("page"))
    context = {"election": election, "form": form, "page": page, "search": search}
    return render(request, "organiser/roll.html", context)


def check(request: HttpRequest, election: Election) -> HttpResponse:
    """Each row's fate; the organiser stores the file as shown, or drops it."""
    if request.method == "POST":
        return _decide(request, election)
    try:
        rows = queries.judged(election)
    except Refused as why:
        messages.error(request, explain(why))
        return redirect("organiser:roll", election.pk)
    fates = Counter(row.fate for row in rows)
    # What asks for attention first: refused rows, then changes.
    order = {Fate.REFUSED: 0, Fate.CHANGED: 1, Fate.NEW: 2, Fate.SAME: 3}
    rows.sort(key=lambda row: (order[row.fate], row.number))
    context = {
        "election": election,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": {fate.value: fates[fate] for fate in Fate},
        "total": len(rows),
        "storable": fates[Fate.NEW] + fates[Fate.CHANGED],
    }
    return render(request, "organiser/roll_check.html", context)


def _decide(request: HttpRequest, election: Election) -> HttpResponse:
    if "discard" in request.POST:
        actions.discard(election)
        return redirect("organiser:roll", election.pk)

    def store() -> None:
        with acting(request, "roll.apply", election):
            actions.apply(election)

    attempt(request, store, _("The roll was stored."))
    return redirect("organiser:roll", election.pk)


@require_POST
def clear(request: HttpRequest, election: Election) -> HttpResponse:
    def empty() -> None:
        with acting(request, "roll.clear", election):
            actions.clear(election)

    attempt(request, empty, _("The roll is empty."))
    return redirect("organiser:roll", election.pk)


@require_POST
def remove(request: HttpRequest, election: Election, voter: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(election.voters, pk=voter)

    def take_off() -> None:
        with acting(request, "roll.remove", election, voter=str(found.pk)):
            actions.remove_voter(found)
            outbox.withdraw(election, [voter])

    attempt(request, take_off, _("The voter was removed."))
    return redirect("organiser:roll", election.pk)
