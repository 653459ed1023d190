"""One round of the mailer: hand over what is due, as fast as the stated rate allows."""

import logging
import time
from collections.abc import Sequence
from itertools import groupby

from stembus.config import MAIL_RATE
from stembus.domain.outbox import handing
from stembus.domain.outbox.handing import Outcome
from stembus.domain.outbox.models import Message, State

from .answers import REFUSALS, judge, name
from .senders import SENDERS, Sender

BATCH = 50
PAUSE = 0.5
logger = logging.getLogger(__name__)


def work() -> bool:
    """True if there was anything to send and the relay let us go on."""
    handing.doubt()
    allowed = MAIL_RATE - handing.begun_lately() if MAIL_RATE else BATCH
    if allowed <= 0:
        time.sleep(PAUSE)
        return handing.due(SENDERS)
    messages = handing.claim(min(allowed, BATCH), SENDERS)
    by_channel = groupby(sorted(messages, key=_channel), key=_channel)
    went = [_send_all(list(some), SENDERS[channel]()) for channel, some in by_channel]
    return bool(went) and all(went)


def _channel(message: Message) -> str:
    return message.delivery.channel


def _send_all(messages: Sequence[Message], sender: Sender) -> bool:
    try:
        return _open(messages, sender) and _hand_over(messages, sender)
    finally:
        sender.close()


def _open(messages: Sequence[Message], sender: Sender) -> bool:
    try:
        sender.open()
    except OSError as error:  # the relay can't be reached: one try is enough to know
        logger.warning("%s messages not sent: %s", len(messages), name(error))
        handing.put_back(messages, name(error))
        return False
    return True


def _hand_over(messages: Sequence[Message], sender: Sender) -> bool:
    """False if the relay stopped listening; who was not begun then is due again in a moment."""
    outcome: Outcome | None = None
    try:
        for message in messages:
            begun = handing.begin(message, outcome)
            outcome = None
            if begun:
                outcome, listening = _send(message, sender)
                if not listening:
                    return False
    finally:
        if outcome:
            handing.settle(outcome)
    return True


def _send(message: Message, sender: Sender) -> tuple[Outcome, bool]:
    """What became of it, and whether the relay listens on."""
    try:
        provider_id = sender.send(message)
    except REFUSALS as error:
        # Only the kind of error: its text may quote the message.
        logger.warning("message %s not sent: %s", message.pk, name(error))
        state, listening = judge(error)
        return Outcome(message, state, name(error)), listening
    return Outcome(message, State.SENT, provider_id=provider_id), True
