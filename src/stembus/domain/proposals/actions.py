"""Proposing, and deciding by someone else. What an accepted proposal does is its caller's."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from stembus.domain.elections.actions import lock
from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused

from .models import Outcome, Proposal


@transaction.atomic
def propose(
    election: Election,
    kind: str,
    by: str,
    *,
    content: Mapping[str, Any],
    basis: Mapping[str, Any],
    reason: str = "",
) -> Proposal:
    """Refuses with `proposal.waiting` while the same is proposed already, and what is no text."""
    lock(election)
    waiting = Proposal.objects.filter(election=election, kind=kind, outcome=Outcome.WAITING)
    if any(each.content == dict(content) for each in waiting):
        raise Refused("proposal.waiting")
    proposal = Proposal(
        election=election,
        kind=kind,
        content=dict(content),
        basis=dict(basis),
        reason=reason,
        proposed_by=by,
    )
    check(proposal, "reason")
    proposal.save()
    return proposal


@transaction.atomic
def accept(proposal: Proposal, by: str, basis: Callable[[Election], Mapping[str, Any]]) -> Election:
    """In the transaction that does it. `basis` says how things stand, and is asked under the
    lock: nothing changes in between. Returns the election, locked.

    Refuses with `proposal.decided`, `proposal.same_person` or `proposal.stale`.
    """
    election = lock(proposal.election)
    proposal.refresh_from_db()
    if proposal.proposed_by == by:
        raise Refused("proposal.same_person")
    if proposal.outcome == Outcome.WAITING and proposal.basis != dict(basis(election)):
        raise Refused("proposal.stale")
    _decide(proposal, Outcome.ACCEPTED, by)
    return election


@transaction.atomic
def turn_down(proposal: Proposal, by: str) -> None:
    """Reject it, or, if one's own, withdraw it."""
    own = proposal.proposed_by == by
    _decide(proposal, Outcome.WITHDRAWN if own else Outcome.REJECTED, by)


def _decide(proposal: Proposal, outcome: Outcome, by: str) -> None:
    waiting = Proposal.objects.filter(pk=proposal.pk, outcome=Outcome.WAITING)
    if not waiting.update(outcome=outcome, decided_by=by, decided_at=Now()):
        raise Refused("proposal.decided")
    proposal.refresh_from_db()


def erase(election: Election, kind: str | None = None) -> Counts:
    """All, or those of one kind: what a change of the roll proposes is a voter's data."""
    found = Proposal.objects.filter(election=election)
    return delete_rows(found.filter(kind=kind) if kind else found)
