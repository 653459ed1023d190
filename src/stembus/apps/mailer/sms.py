"""Hands a message over as a text message, to MessageBird's (now Bird's) REST API.

https://developers.messagebird.com/api/sms-messaging: POST /messages, answered by 201 with an id.
"""

import requests

from stembus import keys
from stembus.config import SMS_API, SMS_FROM
from stembus.domain.outbox.models import Message

TIMEOUT = 30
CREATED = 201


class Sms:
    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"AccessKey {keys.secret(keys.SMS)}"

    def open(self) -> None:
        """The connection is made with the first message."""

    def close(self) -> None:
        self.session.close()

    def send(self, message: Message) -> str:
        """The provider's id of it. Raises what `answers.judge` knows."""
        content = {
            "originator": SMS_FROM,
            "recipients": [message.to.lstrip("+")],
            "body": message.body,
            "reference": message.pk.hex,
            "datacoding": "auto",  # Unicode where the text needs it
        }
        response = self.session.post(
            f"{SMS_API}/messages", json=content, timeout=TIMEOUT, allow_redirects=False
        )
        found = response.json() if response.status_code == CREATED else {}
        if "id" not in found:
            raise requests.HTTPError(response=response)
        return str(found["id"])
