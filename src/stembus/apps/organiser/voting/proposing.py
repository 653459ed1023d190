"""Acts that need a second person: what each shows to that person, rests on, and does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions as outbox
from stembus.domain.people.queries import holders
from stembus.domain.proposals import actions as proposals
from stembus.domain.proposals.models import Proposal
from stembus.domain.rolls import actions as uploads
from stembus.domain.rolls.columns import Column
from stembus.domain.rolls.entries import ENTRY
from stembus.domain.rolls.models import Voter

from ..access import person
from ..messages import proposed
from ..preparing.checklist import refuse_incomplete
from ..reach import reach
from ..rights import DECIDERS, Right
from ..roll import roll_codes

Content = Mapping[str, Any]
# What a change of the roll can change.
FIELDS = {
    "poll_id": Column.POLL.label,
    **{column.value: column.label for column in Column if column.value in ENTRY},
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing as it is and as it will be, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`basis`: what must not change between the proposal and the decision."""

    title: Any
    basis: Callable[[Election], Content]
    changes: Callable[[Election, Content], list[Change]]
    apply: Callable[[Election, Content, str], None]
    right: Right = Right.DECIDE
    about: Callable[[Election, Content], str] = lambda election, content: ""


def _time(text: str | None, otherwise: str) -> str:
    moment = parse_datetime(text) if text else None
    return date_format(localtime(moment), "j F Y H:i") if moment else otherwise


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _opening_changes(election: Election, content: Content) -> list[Change]:
    opens = _time(content["opens_at"], _("at once"))
    closes = _time(content["closes_at"], _("when you close it"))
    return [
        Change(_("Opens"), _("not planned"), opens),
        Change(_("Closes"), _("not planned"), closes),
        Change(_("Ballot papers, roll, trustees"), _("can be edited"), _("frozen")),
    ]


def _open(election: Election, content: Content, by: str) -> None:
    actions.schedule(election, _moment(content["opens_at"]), _moment(content["closes_at"]))
    refuse_incomplete(election)


def _closing_changes(election: Election, content: Content) -> list[Change]:
    before = _closes(election)["closes_at"]
    return [Change(_("Closes"), _time(before, _("when you close it")), _("at once"))]


def _closes(election: Election) -> dict[str, Any]:
    return {"closes_at": election.closes_at.isoformat() if election.closes_at else None}


def _roll_changes(election: Election, content: Content) -> list[Change]:
    """Each field of the voter that will be another; all of one who is added or taken off."""
    before, after = content["before"] or {}, content["after"] or {}
    return [
        Change(str(label), _shown(election, name, before), _shown(election, name, after))
        for name, label in FIELDS.items()
        if before.get(name) != after.get(name)
    ]


def _identity(election: Election, content: Content) -> str:
    return str(Voter(**(content["before"] or content["after"])))


def _shown(election: Election, name: str, entry: Mapping[str, Any]) -> str:
    value = entry.get(name, "")
    if name == "poll_id" and value:
        return str(election.polls.filter(pk=value).first() or "–")
    return str(value) or "–"


def _change_roll(election: Election, content: Content, by: str) -> None:
    roll_codes.apply(election, dict(content), by)


def _deletion_changes(election: Election, content: Content) -> list[Change]:
    voters = str(election.voters.count())
    return [
        Change(_("Election"), election.name, _("deleted")),
        Change(_("Voters on the roll"), voters, _("deleted")),
    ]


def _delete(election: Election, content: Content, by: str) -> None:
    """A draft alone: of an election that was held, things must be kept for a time."""
    reach(election=election.pk)  # not by a role any more, since the roles in it go too
    uploads.clear(election)
    election.delete()


KINDS: Mapping[str, Kind] = {
    "open": Kind(
        gettext_lazy("Open the election"),
        lambda election: {"edition": election.edition},
        _opening_changes,
        _open,
    ),
    "close": Kind(
        gettext_lazy("Close the voting now"),
        _closes,
        _closing_changes,
        lambda election, _, __: actions.close(election),
    ),
    "delete": Kind(
        gettext_lazy("Delete the election"),
        lambda election: {"edition": election.edition},
        _deletion_changes,
        _delete,
    ),
    # What it rests on stands in its content, and is compared when it is made.
    "roll": Kind(
        gettext_lazy("Change the roll"),
        lambda election: {},
        _roll_changes,
        _change_roll,
        Right.ROLL,
        _identity,
    ),
}


def fields_of(content: Content) -> dict[str, Any]:
    """Of a change of the roll the trail has which voter and which fields; what stood there and what
    will stand there is kept with the change, where personal data is."""
    before, after = content["before"] or {}, content["after"] or {}
    names = sorted(name for name in FIELDS if before.get(name) != after.get(name))
    return {"voter": content["voter"], "change": content["act"], "fields": names}


def propose(
    request: HttpRequest, election: Election, kind: str, content: Content, reason: str = ""
) -> Proposal:
    """Inside `acting`. Whoever may decide is told by mail."""
    who = person(request)
    deciders = [each for each in holders(election, DECIDERS[KINDS[kind].right]) if each != who]
    basis = KINDS[kind].basis(election)
    made = proposals.propose(election, kind, who.email, content=content, basis=basis, reason=reason)
    outbox.post(election, [proposed(each, made) for each in deciders])
    return made


def accept(request: HttpRequest, proposal: Proposal) -> None:
    """Inside `acting`: the decision and what follows from it, both or neither."""
    kind = KINDS[proposal.kind]
    election = proposals.accept(proposal, person(request).email, kind.basis)
    key = election.pk  # what is deleted has none
    kind.apply(election, proposal.content, proposal.proposed_by)
    about = fields_of(proposal.content) if kind.right == Right.ROLL else {}
    audit.record(proposal.proposed_by, f"{proposal.kind}.proposed", key, **about)
