"""The roll: its voters, and the form for a file, which `uploads.py` reads and stores."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.outbox import actions as outbox
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.models import Upload
from stembus.domain.rolls.reading import LIMIT_MB

from ..access import acting, attempt, blame
from ..forms import RollForm
from ..trail.noting import seen

PAGE = 100
# Of what is larger no more is read than shows that it is.
LARGEST = LIMIT_MB << 20


def roll(request: HttpRequest, election: Election) -> HttpResponse:
    """The voters, and the form for a file."""
    form = RollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with acting(request, "roll.upload", election):
                upload = actions.stage(election, file.name, file.read(LARGEST + 1))
            step = "roll_check" if upload.columns else "roll_columns"
            return redirect(f"organiser:{step}", election.pk)
        except Refused as why:
            blame(request, form, why, "file")
    search = request.GET.get("q", "").replace("\0", "").strip()
    # Not joined: joined, what limits the rows of ballot papers takes the order of the roll's index.
    everyone = election.voters.prefetch_related("poll")
    voters = queries.search(election, search) if search else everyone
    page = Paginator(voters, PAGE).get_page(request.GET.get("page"))
    seen(request, (voter.pk for voter in page.object_list), searched=bool(search))
    context = {"election": election, "form": form, "page": page, "search": search}
    context["changeable"] = election.phase in (Phase.READY, Phase.OPEN)
    context["waiting"] = Upload.objects.filter(election=election).defer("content").first()
    return render(request, "organiser/roll.html", context)


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
