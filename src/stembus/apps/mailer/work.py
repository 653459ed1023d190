"""One round of the mailer: send what is due, and delete it."""

import logging

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from stembus.config import HOST
from stembus.domain.outbox import actions, queries
from stembus.domain.outbox.models import Message

BATCH = 50
logger = logging.getLogger(__name__)


@transaction.atomic
def work() -> bool:
    """True if there was anything to send."""
    messages = queries.due(BATCH)
    if messages:
        with get_connection() as connection:
            for message in messages:
                _send(message, connection)
    return bool(messages)


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
    except OSError as error:
        # Only the kind of error: its text may quote the message.
        logger.warning("message %s not sent: %s", message.id, type(error).__name__)
        actions.failed(message, type(error).__name__)
    else:
        actions.sent(message)
