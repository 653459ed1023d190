"""Reads of reissues."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from stembus.domain.elections.models import Election

from .models import WAITING, Act, Link, Reissue, Spare, State


def of_election(election: Election, limit: int) -> list[Reissue]:
    """The latest first."""
    return list(Reissue.objects.filter(election=election)[:limit])


def waiting() -> list[Reissue]:
    return list(Reissue.objects.filter(state__in=WAITING).select_related("election").order_by("at"))


def spares_left(election: Election) -> int:
    return Spare.objects.filter(poll__election=election).count()


def has_spare(poll: UUID, weight: int) -> bool:
    """Whether a voter of this poll and weight could be given one."""
    return Spare.objects.filter(poll=poll, weight=weight, reserved_for__isnull=True).exists()


def to_take_off() -> QuerySet[Reissue]:
    """Who has no code any more and is to be no voter, or was to be one and got none."""
    blocked = Q(act=Act.WITHDRAW, state=State.WITHDRAWN)
    ended = Q(act=Act.GIVE, state__in=(State.NO_SPARE, State.CLOSED))
    return Reissue.objects.filter(blocked | ended)


def to_forget(phases: Sequence[str]) -> list[Election]:
    """Elections not in one of these phases whose links are still stored."""
    polls = Link.objects.values("poll")
    return list(Election.objects.filter(polls__in=polls).exclude(phase__in=phases).distinct())
