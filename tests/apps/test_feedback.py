"""What a mail provider reports, signed as Mailgun signs, posted over HTTP to the process for it."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from stembus import keys
from stembus.domain.outbox import actions, handing
from stembus.domain.outbox.handing import Outcome
from stembus.domain.outbox.models import Delivery, Message, State
from stembus.domain.outbox.queries import queue, unreached
from tests.elections import drafted
from tests.processes import database
from tests.service import free_port

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "key-of-the-reports"
ID = "20261125.1@mg.example.org"
SERVER = """
from wsgiref.simple_server import make_server
from stembus.apps.feedback.wsgi import application
make_server("127.0.0.1", {port}, application).serve_forever()
"""


@contextmanager
def running(provider: str, secret: str) -> Iterator[str]:
    """The process on a port of its own, with its own settings and secret; its address."""
    path = keys.directory() / keys.FEEDBACK
    path.write_text(secret)
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database(),
        "STEMBUS_MAIL_PROVIDER": provider,
        "DJANGO_SETTINGS_MODULE": "stembus.apps.feedback.settings",
    }
    command = [sys.executable, "-W", "error", "-c", SERVER.format(port=port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/deliveries/{provider}/tracking/"
    try:
        deadline = time.monotonic() + 20
        while not answers(address) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()
        path.unlink()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.fixture
def service() -> Iterator[str]:
    with running("mailgun", KEY) as address:
        yield address


def sent(provider_id: str = f"<{ID}>", state: str = State.SENT) -> Delivery:
    actions.post(drafted(), [("ann@x.nl", "Your code", "geheim")])
    (message,) = handing.claim(1)
    handing.begin(message)
    if state != State.SENDING:
        handing.settle(Outcome(message, State(state), provider_id=provider_id))
    return Delivery.objects.get()


def report(address: str, event: str, key: str = KEY, **data: object) -> int:
    """The status of the answer."""
    stamp, token = str(int(time.time())), uuid4().hex
    digest = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256)
    content = {
        "signature": {"timestamp": stamp, "token": token, "signature": digest.hexdigest()},
        "event-data": {
            "event": event,
            "timestamp": time.time(),
            "recipient": "ann@x.nl",
            "message": {"headers": {"message-id": ID}},
            "user-variables": {},
            **data,
        },
    }
    return post(address, json.dumps(content).encode())


def post(address: str, body: bytes, **headers: str) -> int:
    headers = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_reports_change_the_delivery(service: str) -> None:
    delivery = sent()
    assert report(service, "delivered") == 200
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED
    assert report(service, "failed", severity="permanent") == 200
    delivery.refresh_from_db()
    assert delivery.state == State.BOUNCED
    assert [each.pk for each in unreached(delivery.election)] == [delivery.pk]
    assert report(service, "delivered") == 200  # late: what came back stays so
    delivery.refresh_from_db()
    assert delivery.state == State.BOUNCED


def test_what_says_nothing_of_the_delivery_changes_nothing(service: str) -> None:
    delivery = sent()
    for event, more in (("failed", {"severity": "temporary"}), ("opened", {}), ("clicked", {})):
        assert report(service, event, **more) == 200
    other = {"headers": {"message-id": "other@mg.example.org"}}
    assert report(service, "delivered", message=other) == 200
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


def test_a_complaint_is_counted_and_outlasts_the_delivery(service: str) -> None:
    delivery = sent()
    assert report(service, "complained") == 200
    assert report(service, "delivered") == 200
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED and queue(delivery.election).complaints == 1


@pytest.mark.parametrize("state", [State.SENDING, State.UNCERTAIN])
def test_a_report_is_the_answer_where_there_was_none(service: str, state: str) -> None:
    """The mailer named the delivery; its content then need not be kept any more."""
    delivery = sent("", state)
    variables = {"delivery": str(delivery.pk)}
    assert report(service, "delivered", **{"user-variables": variables}) == 200
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == (State.DELIVERED, f"<{ID}>")
    assert not Message.objects.exists()
    # The mailer was only slow.
    message = Message(pk=delivery.pk)
    handing.settle(Outcome(message, State.SENT, provider_id=f"<{ID}>"))
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED


def test_who_does_not_have_the_key_changes_nothing(service: str) -> None:
    delivery = sent()
    assert report(service, "delivered", key="guessed") == 400
    assert post(service, b"{}") == 400
    assert post(service, b"no json") == 400
    assert post(service.replace("mailgun", "postmark"), b"{}") == 404
    delivery.refresh_from_db()
    assert delivery.state == State.SENT


def test_postmark_s_reports_come_with_a_password() -> None:
    delivery = sent("b7bc2f4a")
    body = json.dumps({"RecordType": "Bounce", "MessageID": "b7bc2f4a", "Type": "HardBounce"})
    right, wrong = (b64encode(each).decode() for each in (b"user:password", b"user:guessed"))
    with running("postmark", "user:password") as address:
        assert post(address, body.encode()) == 400
        assert post(address, body.encode(), Authorization=f"Basic {wrong}") == 400
        assert post(address, body.encode(), Authorization=f"Basic {right}") == 200
    delivery.refresh_from_db()
    assert delivery.state == State.BOUNCED


def test_without_a_secret_there_is_no_address_to_report_to() -> None:
    code = "import django; django.setup(); from stembus.apps.feedback import urls; "
    code += "raise SystemExit(len(urls.services))"
    environment = {
        **os.environ,
        "STEMBUS_MAIL_PROVIDER": "postmark",
        "DJANGO_SETTINGS_MODULE": "stembus.apps.feedback.settings",
    }
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0
    (keys.directory() / keys.FEEDBACK).write_text("user:password")
    try:
        assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 1
    finally:
        (keys.directory() / keys.FEEDBACK).unlink()
