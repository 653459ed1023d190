"""Reads of the outbox."""

from stembus.domain.elections.models import Election

from .models import Delivery, State

STUCK = 20


def waiting(election: Election) -> int:
    """How many are still to be sent."""
    return Delivery.objects.filter(
        election=election, state__in=(State.QUEUED, State.SENDING)
    ).count()


def failing(election: Election) -> list[Delivery]:
    """At most STUCK that a relay did not take, for now or for good, or perhaps."""
    tried = Delivery.objects.filter(election=election, attempts__gt=0)
    stuck = tried.filter(state__in=(State.QUEUED, State.FAILED, State.UNCERTAIN))
    return list(stuck.order_by("queued_at")[:STUCK])
