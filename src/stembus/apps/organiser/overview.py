"""The organiser's elections, and one election at a glance: what is done, what is to do."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from stembus.domain.audit import queries as audit
from stembus.domain.board import queries as board
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election, Trustee
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed, voted
from stembus.domain.outbox import printing
from stembus.domain.outbox import queries as outbox
from stembus.domain.people import emergencies
from stembus.domain.people.emergencies import elections_open_to
from stembus.domain.people.queries import elections_of, helps_only, organisations_of
from stembus.domain.proposals import queries as proposals
from stembus.domain.refusals import Refused
from stembus.domain.retention import queries as retention
from stembus.domain.rolls import queries as rolls
from stembus.domain.tallies import queries as tallies

from .access import acting, attempt, explain, person
from .counting.proceedings import counted
from .forms import ElectionForm, NewElectionForm
from .preparing.checklist import checklist
from .trail.words import in_words


def home(request: HttpRequest) -> HttpResponse:
    who = person(request)
    elections = elections_of(who)
    known = {each.pk for each in elections}
    elections += [each for each in elections_open_to(who) if each.pk not in known]
    context = {
        "elections": elections,
        "helps_only": helps_only(who, elections),
        "organisations": organisations_of(who),
    }
    return render(request, "organiser/home.html", context)


def create(request: HttpRequest) -> HttpResponse:
    mine = organisations_of(person(request))
    form = NewElectionForm(request.POST or None, organisations=mine)
    if not mine:
        messages.error(request, explain(Refused("organisation.none")))
        return redirect("organiser:home")
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("organiser:election", _create(request, form).pk)
        except Refused as why:
            form.add_error(None, explain(why))
    return render(request, "organiser/create.html", {"form": form})


@transaction.atomic
def _create(request: HttpRequest, form: NewElectionForm) -> Election:
    election = actions.create_election(**form.cleaned_data)
    with acting(request, "election.create", election):
        return election


def election(request: HttpRequest, election: Election) -> HttpResponse:
    if election.phase == Phase.DELETED:
        context = {"election": election, "deletions": retention.deletions(election.pk)}
        return render(request, "organiser/election_deleted.html", context)
    return _election(request, election)


def _election(request: HttpRequest, election: Election) -> HttpResponse:
    context = {
        "election": election,
        "checklist": checklist(election),
        "phases": _steps(election),
        "voters": rolls.count(election),
        "queue": outbox.queue(election),
        "letters": printing.waiting(election).count(),
        "polls": [(poll, board.turnout(poll)) for poll in election.polls.all()],
        "trustees": [_trustee(trustee) for trustee in election.trustees.all()],
        "closing": election.phase == Phase.OPEN and closing_time_passed(election),
        "proposals": proposals.waiting(election),
        "trail": [(each, in_words(each.act)) for each in audit.of_election(election.pk, 20)],
        "plan": retention.plan(election),
        "emergencies": emergencies.at(election),
        "archive_deleted": retention.archive_deletion(election),
    }
    if election.phase == Phase.PUBLISHED:
        context["lots"] = any(each.awaited for each in counted(election))
    context["refresh"] = _moves_by_itself(election, bool(context["closing"]))
    return render(request, "organiser/election.html", context)


def _moves_by_itself(election: Election, closing: bool) -> bool:
    """The page then loads itself again every few seconds."""
    opening = election.phase == Phase.READY and election.opens_at is not None
    return opening or closing or election.phase in (Phase.CLOSED, Phase.DECRYPTING)


def _steps(election: Election) -> list[dict[str, object]]:
    order: list[Phase] = [phase for phase in Phase if phase != Phase.DELETED]
    now = order.index(Phase(election.phase))
    return [
        {"label": phase.label, "done": order.index(phase) < now, "now": order.index(phase) == now}
        for phase in order
    ]


def _trustee(trustee: Trustee) -> dict[str, object]:
    polls = voted(trustee.election)
    decrypted = all(tallies.has_decrypted(poll, trustee) for poll in polls)
    return {"trustee": trustee, "decrypted": decrypted}


def details(request: HttpRequest, election: Election) -> HttpResponse:
    initial = {name: getattr(election, name) for name in ElectionForm.base_fields}
    form = ElectionForm(request.POST or None, initial=initial)

    def change() -> None:
        with acting(request, "election.describe", election):
            actions.describe(election, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(request, change, _("Saved.")):
        return redirect("organiser:election", election.pk)
    return render(request, "organiser/details.html", {"form": form, "election": election})


def components(request: HttpRequest) -> HttpResponse:
    """All that pages are built of, for who makes or checks one."""
    return render(request, "organiser/components.html")
