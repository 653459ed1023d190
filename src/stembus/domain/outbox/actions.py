"""Writes of the outbox: others put messages in, the mailer sends and deletes them."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from stembus.domain.elections.models import Election

from .models import Message

BATCH = 500
CLAIM = timedelta(minutes=15)
RETRY_MINUTES = (1, 5, 15, 60)


def post(election: Election, messages: Iterable[tuple[str, str, str]]) -> None:
    """Queue messages: (address, subject, body) each."""
    Message.objects.bulk_create(
        (
            Message(election=election, to=to, subject=subject, body=body, not_before=Now())
            for to, subject, body in messages
        ),
        batch_size=BATCH,
    )


@transaction.atomic
def claim(limit: int) -> list[Message]:
    """Messages to send now. Another mailer leaves them alone for a while, without a lock that
    would last as long as the relay takes; who dies with one leaves it to be sent later."""
    ready = Message.objects.filter(not_before__lte=Now()).order_by("not_before")
    claimed = list(ready.select_for_update(skip_locked=True)[:limit])
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        not_before=Now() + CLAIM
    )
    return claimed


def sent(message: Message) -> None:
    """The relay has it: from now on its content, a voting code perhaps, is nowhere here."""
    message.delete()


def failed(message: Message, why: str) -> None:
    """Keep it, and try again later, ever more slowly."""
    minutes = RETRY_MINUTES[min(message.attempts, len(RETRY_MINUTES) - 1)]
    Message.objects.filter(pk=message.pk).update(
        attempts=message.attempts + 1,
        not_before=Now() + timedelta(minutes=minutes),
        last_error=why[:300],
    )
