"""Reads of reissues."""

from collections.abc import Sequence

from stembus.domain.elections.models import Election

from .models import WAITING, Link, Reissue, Spare


def of_election(election: Election, limit: int) -> list[Reissue]:
    """The latest first."""
    return list(Reissue.objects.filter(election=election)[:limit])


def waiting() -> list[Reissue]:
    return list(Reissue.objects.filter(state__in=WAITING).select_related("election").order_by("at"))


def spares_left(election: Election) -> int:
    return Spare.objects.filter(poll__election=election).count()


def to_forget(phases: Sequence[str]) -> list[Election]:
    """Elections not in one of these phases whose links are still stored."""
    polls = Link.objects.values("poll")
    return list(Election.objects.filter(polls__in=polls).exclude(phase__in=phases).distinct())
