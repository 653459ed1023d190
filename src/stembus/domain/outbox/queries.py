"""Reads of the outbox."""

from stembus.domain.elections.models import Election

from .models import Message


def waiting(election: Election) -> int:
    return Message.objects.filter(election=election).count()


def failing(election: Election) -> list[Message]:
    return list(Message.objects.filter(election=election, attempts__gt=0)[:20])
