"""Reads of proposals."""

from stembus.domain.elections.models import Election

from .models import Outcome, Proposal


def of_election(election: Election) -> list[Proposal]:
    return list(election.proposals.all())


def waiting(election: Election, kind: str | None = None) -> list[Proposal]:
    found = Proposal.objects.filter(election=election, outcome=Outcome.WAITING)
    return list(found.filter(kind=kind) if kind else found)
