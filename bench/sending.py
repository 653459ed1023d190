"""Messages a second into a relay on loopback: the mailer on PostgreSQL, and plain smtplib.

The mailer commits each message before and after it, so that none is sent twice; smtplib keeps
nothing. Both send one after the other over one connection, to the same relay in its own process.
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from bench.electorate import opened
from bench.measure import cost_of, rounded, say
from tests.postgres import postgresql
from tests.relay import Relay
from tests.service import Service

PLAIN = """
import smtplib, sys
from email.message import EmailMessage
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as relay:
    for number in range(int(sys.argv[2])):
        message = EmailMessage()
        message["From"], message["To"] = "stembus@localhost", f"voter{number}@example.org"
        message["Subject"] = "Your voting code"
        message.set_content("A line of a message with a voting code, as long as ours.\\n" * 20)
        relay.send_message(message)
"""


class _Clock(list[bytes]):
    """Notes when the first and the last message came, and keeps none."""

    def __init__(self, first: "Synchronized[float]", last: "Synchronized[float]") -> None:
        self.first, self.last = first, last

    def append(self, _content: bytes) -> None:
        self.last.value = time.monotonic()
        self.first.value = self.first.value or self.last.value


def measure(messages: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder, postgresql() as url, _relay() as (port, timed):
        service = Service(Path(folder) / "home", url)
        service.environment["STEMBUS_RELAY"] = f"smtp://127.0.0.1:{port}"
        say(f"sending: {messages} voting codes are being made …")
        opened(service, "Ed25519", (2,), messages)
        say(f"sending: {messages} messages by the mailer, then by smtplib …")
        ours = timed(lambda: service.command("work", "mailer", "--once"))
        peer = timed(lambda: cost_of(sys.executable, "-c", PLAIN, str(port), str(messages)))
    return {
        "messages": messages,
        "messages_per_second": rounded(messages / ours),
        "smtplib_messages_per_second": rounded(messages / peer),
        "ratio": rounded(peer / ours),
    }


@contextmanager
def _relay() -> Iterator[tuple[int, Callable[[Callable[[], object]], float]]]:
    """Its port, and what tells the seconds from its first message to its last."""
    first, last = multiprocessing.Value("d", 0.0), multiprocessing.Value("d", 0.0)
    with Relay({}) as server:
        server.contents = _Clock(first, last)
        process = multiprocessing.get_context("fork").Process(target=server.serve_forever)
        process.start()

        def timed(work: Callable[[], object]) -> float:
            first.value = 0.0
            work()
            return last.value - first.value

        try:
            yield server.port, timed
        finally:
            process.terminate()
            process.join()
