"""Reads of the outbox."""

from django.db.models.functions import Now

from stembus.domain.elections.models import Election

from .models import Message


def due(limit: int) -> list[Message]:
    """Messages to send now, locked against another mailer until the transaction ends."""
    ready = Message.objects.filter(not_before__lte=Now()).order_by("not_before")
    return list(ready.select_for_update(skip_locked=True)[:limit])


def waiting(election: Election) -> int:
    return Message.objects.filter(election=election).count()


def failing(election: Election) -> list[Message]:
    return list(Message.objects.filter(election=election, attempts__gt=0)[:20])
