"""How a message leaves: claimed, marked as being sent, then settled by the relay's answer.

The mark is committed before the message goes, so whatever happens to the mailer, none is sent
twice by itself: a mark that stays without an answer becomes `UNCERTAIN`, for a person to decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Now

from .models import Channel, Delivery, Message, Pause, State

CLAIM = timedelta(minutes=1)
# Longer than a relay's answer may take (`EMAIL_TIMEOUT`), so that no mailer still waits for it.
ANSWER = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
RETRY_MINUTES = (1, 5, 15, 60)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: `state` is SENT, FAILED, UNCERTAIN, or QUEUED to be tried again."""

    message: Message
    state: State
    error: str = ""
    provider_id: str = ""


def paused() -> Exists:
    return Exists(Pause.objects.filter(election=OuterRef("election")))


@transaction.atomic
def claim(limit: int, channels: Iterable[str] = (Channel.MAIL,)) -> list[Message]:
    """Messages to send now, each with its delivery.

    Another mailer leaves them alone for a while; who dies with them leaves them for later.
    """
    ready = _ready(channels).select_related("delivery").order_by("not_before")
    ready = ready.only("election", "to", "content", "delivery__channel")
    claimed = list(ready.select_for_update(skip_locked=True, of=("self",))[:limit])
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        not_before=Now() + CLAIM
    )
    return claimed


@transaction.atomic
def begin(message: Message, before: Outcome | None = None) -> bool:
    """Mark it as being sent, in one commit with what became of the one before.

    False if it is no longer to be sent: withdrawn, paused, or another mailer's.
    """
    if before:
        settle(before)
    waiting = Delivery.objects.filter(~paused(), pk=message.pk, state=State.QUEUED)
    return bool(
        waiting.update(
            state=State.SENDING, started_at=Now(), changed_at=Now(), attempts=F("attempts") + 1
        )
    )


@transaction.atomic
def settle(outcome: Outcome) -> None:
    """Store an answer. What was sent, a voting code perhaps, is then nowhere here."""
    key, state = outcome.message.pk, outcome.state
    if state == State.QUEUED and not Message.objects.filter(pk=key).exists():
        state = State.WITHDRAWN  # the voting closed meanwhile: there is nothing to try again with
    # A provider's report may have come first.
    reported = (State.DELIVERED, State.BOUNCED)
    Delivery.objects.filter(pk=key).exclude(state__in=reported).update(
        state=state,
        changed_at=Now(),
        last_error=outcome.error[:300],
        provider_id=outcome.provider_id,
    )
    if outcome.state == State.SENT:
        Message.objects.filter(pk=key).delete()
    elif state == State.QUEUED:
        _try_later([outcome.message])


@transaction.atomic
def put_back(messages: Iterable[Message], error: str) -> None:
    """None was begun, as the relay can't be reached: all are tried again later."""
    keys = [message.pk for message in messages]
    Delivery.objects.filter(pk__in=keys, state=State.QUEUED).update(
        attempts=F("attempts") + 1, last_error=error[:300]
    )
    _try_later(messages)


def _try_later(messages: Iterable[Message]) -> None:
    """Ever more slowly."""
    attempts = dict(
        Delivery.objects.filter(pk__in=[each.pk for each in messages]).values_list("pk", "attempts")
    )
    for message in messages:
        number = attempts.get(message.pk, 1) - 1
        minutes = RETRY_MINUTES[min(number, len(RETRY_MINUTES) - 1)]
        Message.objects.filter(pk=message.pk).update(not_before=Now() + minutes * MINUTE)


def doubt() -> int:
    """Give up waiting for the answer to what a mailer began and did not live to settle."""
    lost = Delivery.objects.filter(state=State.SENDING, started_at__lt=Now() - ANSWER)
    return lost.update(state=State.UNCERTAIN, changed_at=Now(), last_error="MailerStopped")


def due(channels: Iterable[str]) -> bool:
    return _ready(channels).exists()


def _ready(channels: Iterable[str]) -> QuerySet[Message]:
    """Letters are not sent but printed, see `printing.py`."""
    return Message.objects.filter(
        ~paused(),
        not_before__lte=Now(),
        delivery__state=State.QUEUED,
        delivery__channel__in=list(channels),
    )


def begun_lately() -> int:
    """How many messages were begun in the last minute, by all mailers together."""
    begun = Delivery.objects.filter(started_at__gt=Now() - MINUTE)
    return begun.exclude(channel=Channel.LETTER).count()
