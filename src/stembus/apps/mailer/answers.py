"""What an answer means for a message: a relay's (RFC 5321, 4.2.1) or an API's (RFC 9110, 15).

Refused for good is what is said of a receiver or of a content. What is said of us, as the sender or
as a client, can be mended: then the message waits. Where no answer came, nobody knows.
"""

import smtplib

import requests
from anymail.exceptions import AnymailError
from urllib3.exceptions import NewConnectionError

from stembus.domain.outbox.models import State

from .smtp import Unanswered

CLOSING = 421
ABOUT_THE_MESSAGE = (400, 413, 422)
GATEWAY_TIMEOUT = 504
# A relay's or an API's refusal, no connection, or what can't be a message.
REFUSALS = (OSError, ValueError, AnymailError)


def judge(error: Exception) -> tuple[State, bool]:
    """The message's state, and whether the relay or API listens on."""
    if isinstance(error, requests.RequestException):
        return _judge_http(error)
    if isinstance(error, Unanswered):
        return State.UNCERTAIN, False
    if isinstance(error, ValueError | AnymailError):
        return State.FAILED, True
    code = code_of(error)
    about_the_message = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if about_the_message and code >= 500:
        return State.FAILED, True
    return State.QUEUED, bool(code) and code != CLOSING


def _judge_http(error: requests.RequestException) -> tuple[State, bool]:
    code = code_of(error)
    if code in ABOUT_THE_MESSAGE:
        return State.FAILED, True
    # Taken, but without the id that it should have; or lost on the way to who decides.
    doubt = 200 <= code < 300 or code == GATEWAY_TIMEOUT
    if doubt or (not code and not _never_connected(error)):
        return State.UNCERTAIN, False
    return State.QUEUED, False


def _never_connected(error: requests.RequestException) -> bool:
    first = error.__cause__ if isinstance(error, AnymailError) else error
    reason = getattr(first.args[0] if first and first.args else None, "reason", None)
    return isinstance(first, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def name(error: Exception) -> str:
    """The kind of error and the code of the answer: its text may quote the message."""
    return " ".join(str(part) for part in (type(error).__name__, code_of(error)) if part)


def code_of(error: Exception) -> int:
    """0 if there was no answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(code for code, _ in error.recipients.values())
    if isinstance(error, requests.RequestException):
        return error.response.status_code if error.response is not None else 0
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
