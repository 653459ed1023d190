"""Django's SMTP backend, which also knows whether a lost connection leaves a doubt.

Between the relay's 354 and its next answer it may have taken the message or not (RFC 5321, 4.2.5).
"""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp


class Unanswered(OSError):
    """The message was handed over, and whether the relay took it is not known."""


class _Noting(smtplib.SMTP):
    handing_over = False

    def getreply(self) -> tuple[int, bytes]:
        code, text = super().getreply()
        self.handing_over = code == 354
        return code, text


class _NotingTls(_Noting, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _NotingTls if self.use_ssl else _Noting

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return super().send_messages(email_messages)
        except OSError as error:
            if self.connection is not None and self.connection.handing_over:
                raise Unanswered(type(error).__name__) from error
            raise
