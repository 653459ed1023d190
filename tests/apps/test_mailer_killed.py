"""A mailer that is killed again and again: each of 5,000 gets one message, or we can say who not.

The mailer is a process of its own (`stembus work mailer`), the relay keeps what it has taken.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from stembus.domain.outbox import actions, handing
from stembus.domain.outbox.models import Delivery, Kind, Message, State
from tests.elections import drafted
from tests.processes import database
from tests.relay import Relay, relay
from tests.service import COMMANDS

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = 5000
KILLED_AFTER = (300, 1100, 1900, 3200, 4400)
PATIENCE = 240


@contextmanager
def mailer(server: Relay) -> Iterator[subprocess.Popen[bytes]]:
    """Running; at the end it is killed, without a chance to say anything."""
    environment = {
        **os.environ,
        "DATABASE_URL": database(),
        "STEMBUS_RELAY": f"smtp://127.0.0.1:{server.port}",
        "STEMBUS_MAIL_RATE": "0",
    }
    process = subprocess.Popen([COMMANDS / "stembus", "work", "mailer"], env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def taken_by(server: Relay, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(server.contents) < number:
        assert time.monotonic() < deadline, len(server.contents)
        time.sleep(0.005)


def left() -> int:
    return Delivery.objects.filter(state__in=(State.QUEUED, State.SENDING)).count()


def test_each_gets_exactly_one_or_the_record_says_why_not() -> None:
    election = drafted()
    addresses = [f"voter{number}@x.nl" for number in range(MESSAGES)]
    actions.post(election, [(each, "Your code", "geheim") for each in addresses], Kind.CODE)
    with relay("voter77@x.nl") as server:
        for number in KILLED_AFTER:
            with mailer(server):
                taken_by(server, number)
            # What it had in hand is due again in a minute; a test does not wait for that.
            Message.objects.update(not_before=Now())
        unanswered = Delivery.objects.filter(state=State.SENDING)
        assert unanswered.count() <= len(KILLED_AFTER)
        unanswered.update(started_at=Now() - handing.ANSWER - timedelta(seconds=1))
        with mailer(server):
            deadline = time.monotonic() + PATIENCE
            while left() and time.monotonic() < deadline:
                time.sleep(0.2)
        received = Counter(message["To"] for message in server.taken)
    uncertain = Delivery.objects.filter(state=State.UNCERTAIN)
    in_doubt = {each.message.to for each in uncertain}
    assert set(received.values()) == {1}
    assert set(addresses) - set(received) <= in_doubt | {"voter77@x.nl"}
    assert len(in_doubt) <= len(KILLED_AFTER) + 1
    sent = Delivery.objects.filter(state=State.SENT).count()
    assert sent == MESSAGES - len(in_doubt) - 1
    assert Delivery.objects.get(state=State.FAILED).message.to == "voter77@x.nl"
