"""What can be sent in this installation, and by what."""

from collections.abc import Callable, Mapping
from typing import Protocol

from stembus.config import SMS_FROM
from stembus.domain.outbox.models import Channel, Message

from .mail import Mail
from .sms import Sms


class Sender(Protocol):
    """`send` returns the provider's id of a message, where there is one; all may raise what
    `answers.judge` knows."""

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send(self, message: Message) -> str: ...


SENDERS: Mapping[str, Callable[[], Sender]] = {
    Channel.MAIL: Mail,
    **({Channel.SMS: Sms} if SMS_FROM else {}),
}
