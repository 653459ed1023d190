"""What a relay's answer means for a message (RFC 5321, 4.2.1)."""

import smtplib

from stembus.domain.outbox.models import State

from .smtp import Unanswered

CLOSING = 421


def judge(error: Exception) -> tuple[State, bool]:
    """The message's state, and whether the relay listens on.

    Refused for good (5xx) is what it says of a receiver or of a content. What it says of us, as
    the sender or as a client, can be mended: then the message waits.
    """
    code = code_of(error)
    if isinstance(error, Unanswered):
        return State.UNCERTAIN, False
    if isinstance(error, ValueError):
        return State.FAILED, True
    about_the_message = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if about_the_message and code >= 500:
        return State.FAILED, True
    return State.QUEUED, bool(code) and code != CLOSING


def name(error: Exception) -> str:
    """The kind of error and the relay's code: its text may quote the message."""
    return " ".join(str(part) for part in (type(error).__name__, code_of(error)) if part)


def code_of(error: Exception) -> int:
    """0 if there was no answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
