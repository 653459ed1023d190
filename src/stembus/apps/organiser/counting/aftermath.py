"""After the record: who sits now, objections, and recounts."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.proceedings import actions, queries
from stembus.domain.proceedings.models import Objection
from stembus.domain.retention.actions import refuse_without_archive
from stembus.domain.retention.queries import archive_deletion
from stembus.domain.tallies.queries import result
from stembus.record.succession import Membership, Person

from ..access import acting, attempt, person
from ..forms import Plain
from .proceedings import Counted, counted, counted_one, names_on, published

DIGITS = 4


class ObjectionForm(Plain):
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=100,
        help_text=gettext_lazy("Of your own correspondence. Do not write names here."),
    )
    text = forms.CharField(
        label=gettext_lazy("What is objected to"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )


class RulingForm(Plain):
    text = forms.CharField(
        label=gettext_lazy("Decision, with its reasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
    by = forms.CharField(label=gettext_lazy("Decided by"), max_length=200)


def members(request: HttpRequest, election: Election) -> HttpResponse:
    """Who sits by each question, and the form for who leaves."""
    published(election)
    seats = [found for each in counted(election) if (found := _seats(each))]
    context = {"election": election, "seats": seats}
    return render(request, "organiser/members.html", context)


def _seats(each: Counted) -> dict[str, object] | None:
    now = queries.membership_of(each.poll, each.number, result(each.poll) or [])
    if now is None:
        return None
    return {
        "question": each,
        "sitting": [_name(each, who) for who in now.sitting],
        "changes": [
            (_name(each, change.person), change.sat, change.by and _name(each, change.by))
            for change in now.changes
        ],
        "people": [(_value(who), _name(each, who)) for who in _staying(now)],
    }


def _staying(now: Membership) -> list[Person]:
    """Those who sit first: they are who mostly leaves."""
    others = [
        Person(name, number)
        for name, ranking in now.rankings.items()
        for equals in ranking
        for number in equals
    ]
    known = dict.fromkeys([*now.sitting, *others])
    return [who for who in known if who not in now.gone]


def _name(each: Counted, who: Person) -> str:
    """As the record has it: with the number on the list."""
    name = f"{who.candidate}. {names_on(each.document, who.list)[who.candidate - 1]}"
    return f"{name} ({who.list})" if who.list else name


def _value(who: Person) -> str:
    return f"{who.candidate} {who.list}"


@require_POST
def departure(
    request: HttpRequest, election: Election, poll: uuid.UUID, question: int
) -> HttpResponse:
    published(election)
    found = counted_one(election, poll, question).poll
    number, _space, name = request.POST.get("who", "").partition(" ")
    who, drawn = Person(name, _number(number) or 0), _number(request.POST.get("drawn", ""))

    def leave() -> None:
        with acting(request, "member.leave", election, poll=found.uuid, candidate=who.candidate):
            actions.record_departure(found, question, who, result(found) or [], drawn)

    attempt(request, leave, _("Recorded."))
    return redirect("organiser:members", election.pk)


def _number(given: str) -> int | None:
    """Of a candidate."""
    plain = given.isascii() and given.isdecimal() and len(given) <= DIGITS
    return int(given) if plain else None


def objections(request: HttpRequest, election: Election) -> HttpResponse:
    """The log of objections with their rulings, and the recounts."""
    published(election)
    form = ObjectionForm(request.POST or None)

    def log() -> None:
        with acting(request, "objection.log", election, reference=form.cleaned_data["reference"]):
            actions.log_objection(election, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(request, log, _("Recorded.")):
        return redirect("organiser:objections", election.pk)
    recounts = queries.recounts(election)
    context = {
        "election": election,
        "form": form,
        "objections": queries.objections(election),
        "recounts": recounts,
        "record": queries.official_record(election),
        "archive_deleted": archive_deletion(election),
        "refresh": any(not hasattr(each, "report") for each in recounts),
    }
    return render(request, "organiser/objections.html", context)


def ruling(request: HttpRequest, election: Election, objection: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Objection, pk=objection, election=election)
    form = RulingForm(request.POST or None, initial={"by": person(request).email})

    def rule() -> None:
        with acting(request, "objection.rule", election, reference=found.reference):
            actions.rule_on(found, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(request, rule, _("Recorded.")):
        return redirect("organiser:objections", election.pk)
    context = {"election": election, "objection": found, "form": form}
    return render(request, "organiser/ruling.html", context)


@require_POST
def recount(request: HttpRequest, election: Election) -> HttpResponse:
    def ask() -> None:
        with acting(request, "recount.ask", election):
            refuse_without_archive(election)
            actions.ask_recount(election)

    attempt(request, ask)
    return redirect("organiser:objections", election.pk)
