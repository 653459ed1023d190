"""What became of the messages: figures, and for those who see the roll whom they did not reach."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stembus.config import MAIL_RATE
from stembus.domain.board import queries as board
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed, voted
from stembus.domain.outbox import actions, printing, queries, reminders
from stembus.domain.outbox.models import Delivery, Kind, State
from stembus.domain.rolls.queries import named

from ..access import acting, attempt
from ..forms import Plain
from ..rights import Right
from ..trail.noting import seen

PAGE = 50
TONES = {
    State.DELIVERED: "good",
    State.SENT: "accent",
    State.SENDING: "wait",
    State.QUEUED: "wait",
    State.WITHDRAWN: "wait",
    State.UNCERTAIN: "bad",
    State.FAILED: "bad",
    State.BOUNCED: "bad",
}


class ReminderForm(Plain):
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def delivery(request: HttpRequest, election: Election) -> HttpResponse:
    return page(request, election, ReminderForm())


def page(request: HttpRequest, election: Election, reminding: ReminderForm) -> HttpResponse:
    queue = queries.queue(election)
    personal = bool({Right.ROLL, Right.HELP} & request.rights)  # type: ignore[attr-defined]
    some = Paginator(queries.unreached(election), PAGE).get_page(request.GET.get("page"))
    if personal:
        seen(request, (each.voter for each in some))
    context = {
        "election": election,
        "queue": queue,
        "trouble": reason(queue.error),
        "rate": MAIL_RATE,
        "minutes": ceil(queue.waiting / MAIL_RATE) if MAIL_RATE and not queue.paused else 0,
        "turnout": _turnout(election),
        "rows": [_row(*each) for each in queries.figures(election).items()],
        "letters": printing.waiting(election).count(),
        "runs": printing.runs(election),
        "personal": personal,
        "refused": queries.refused(election).count(),
        "unreached": _unreached(election, some) if personal else (),
        "page": some,
        "open": election.phase == Phase.OPEN and not closing_time_passed(election),
        "reminding": reminding,
        "planned": reminders.waiting(election),
        "reminded": reminders.posted(election),
        "refresh": bool(queue.waiting) and request.method == "GET",
    }
    return render(request, "organiser/delivery.html", context)


def _turnout(election: Election) -> Mapping[str, int]:
    if election.opened_at is None:
        return {}
    all_polls = [board.turnout(poll) for poll in voted(election)]
    return {
        "voted": sum(each.voted for each in all_polls),
        "voters": sum(each.voters for each in all_polls),
    }


def _row(kind: str, counts: Counter[str]) -> dict[str, object]:
    """One bar: its parts from left to right, in per cent."""
    parts, start, total = [], 0.0, counts.total()
    for state, tone in TONES.items():
        if number := counts[state]:
            width = 100 * number / total
            label = state.label
            parts.append(
                {"label": label, "number": number, "tone": tone, "from": start, "width": width}
            )
            start += width
    return {"kind": Kind(kind).label, "parts": parts}


@dataclass(frozen=True, slots=True)
class Unreached:
    """A line of the list: what to tell of it, and whether it can be sent again."""

    delivery: Delivery
    address: str
    reason: str

    @property
    def pk(self) -> uuid.UUID:
        return self.delivery.pk

    @property
    def kind(self) -> str:
        return self.delivery.get_kind_display()

    @property
    def state(self) -> str:
        return self.delivery.get_state_display()

    @property
    def since(self) -> object:
        return self.delivery.changed_at

    @property
    def again(self) -> bool:
        kept = hasattr(self.delivery, "message")
        return kept and self.delivery.state in (State.FAILED, State.UNCERTAIN)

    @property
    def uncertain(self) -> bool:
        return self.delivery.state == State.UNCERTAIN


def _unreached(election: Election, page: Page[Delivery]) -> Iterator[Unreached]:
    """A voter's address is the one on the roll now, to which it would be sent again."""
    names = named(election, [each.voter for each in page if each.voter])
    for each in page:
        message = getattr(each, "message", None)
        address = names.get(each.voter) if each.voter else message and message.addressee
        yield Unreached(each, address or "–", reason(each.last_error, each.state))


def reason(error: str, state: str = State.QUEUED) -> str:
    """In words, for what the mailer noted: a kind of error, and perhaps the code of an answer."""
    kind, _space, code = error.partition(" ")
    if state == State.UNCERTAIN:
        return _("The mail server did not answer any more: the message may have arrived.")
    if state == State.BOUNCED:
        return _("The mail server of the receiver did not take it.")
    if state == State.FAILED and kind == "SMTPRecipientsRefused":
        return _("The mail server refused the address (%(code)s).") % {"code": code}
    if state == State.FAILED:
        return _("The mail server refused the message (%(code)s).") % {"code": code or kind}
    if code:
        return _("The mail server does not take it for now (%(code)s).") % {"code": code}
    return _("The mail server can't be reached (%(kind)s).") % {"kind": kind} if kind else ""


@require_POST
def pause(request: HttpRequest, election: Election) -> HttpResponse:
    """Or go on, if the form says `resume`."""
    resume = "resume" in request.POST
    act, do = ("resume", actions.resume) if resume else ("pause", actions.pause)

    def change() -> None:
        with acting(request, f"delivery.{act}", election):
            do(election)

    done = _("The sending goes on.") if resume else _("The sending is paused.")
    attempt(request, change, done)
    return redirect("organiser:delivery", election.pk)
