"""One round of the mailer: send what is due, and delete it."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from stembus.config import HOST
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Message

BATCH = 50
logger = logging.getLogger(__name__)


def work() -> bool:
    """True if there was anything to send."""
    messages = actions.claim(BATCH)
    if messages:
        _send_all(messages, get_connection())
    return bool(messages)


def _send_all(messages: Sequence[Message], connection: BaseEmailBackend) -> None:
    try:
        connection.open()
        for message in messages:
            _send(message, connection)
    except OSError as error:  # the relay can't be reached: one try is enough to know
        for message in messages:
            _keep(message, error)
    finally:
        connection.close()


def _send(message: Message, connection: BaseEmailBackend) -> None:
    # The same message keeps its identity: sent again after a crash, relays and readers can tell.
    mail = EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        connection=connection,
        headers={"Message-ID": f"<{message.id.hex}@{HOST}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (OSError, ValueError) as error:  # the relay's refusal, or what can't be a message
        _keep(message, error)
    else:
        actions.sent(message)


def _keep(message: Message, error: Exception) -> None:
    # Only the kind of error: its text may quote the message.
    logger.warning("message %s not sent: %s", message.id, type(error).__name__)
    actions.failed(message, type(error).__name__)
