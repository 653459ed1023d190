"""Text messages, as MessageBird's REST API takes them, against a real HTTP server."""

from uuid import uuid4

import pytest

from stembus import keys
from stembus.apps.mailer import sms, work
from stembus.apps.mailer.mail import Mail
from stembus.apps.mailer.sms import Sms
from stembus.apps.mailer.work import work as send
from stembus.domain.outbox import actions
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Channel, Delivery, Kind, Message, State
from tests.elections import drafted
from tests.provider import DROP, provider
from tests.relay import relay
from tests.service import free_port

pytestmark = pytest.mark.django_db
TEXT = "Stem vóór vrijdag"
TAKEN = (201, {"id": "e8077d803532c0b5937c639b60216938", "recipients": {"totalSentCount": 1}})


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sms, "SMS_FROM", "Stembus")
    path = keys.directory() / keys.SMS
    path.write_text("key-of-the-provider\n")
    keys.secret.cache_clear()
    yield
    path.unlink()
    keys.secret.cache_clear()


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    def use(url: str) -> None:
        monkeypatch.setattr(work, "SENDERS", {Channel.MAIL: Mail, Channel.SMS: Sms})
        monkeypatch.setattr(sms, "SMS_API", url)

    return use


def post() -> Delivery:
    message = Outgoing("+31612345678", "", TEXT, uuid4(), Channel.SMS)
    actions.post(drafted(), [message], Kind.REMINDER)
    return Delivery.objects.get()


def test_the_provider_gets_the_text_and_its_id_is_kept(use) -> None:
    delivery = post()
    with provider(TAKEN) as server:
        use(server.url)
        assert send() and not send()
    (request,) = server.requests
    assert request.path == "/messages"
    assert request.headers["authorization"] == "AccessKey key-of-the-provider"
    assert request.headers["content-type"] == "application/json"
    assert request.json == {
        "originator": "Stembus",
        "recipients": ["31612345678"],
        "body": TEXT,
        "reference": delivery.pk.hex,
        "datacoding": "auto",
    }
    delivery.refresh_from_db()
    assert (delivery.state, delivery.channel) == (State.SENT, Channel.SMS)
    assert delivery.provider_id == TAKEN[1]["id"] and not Message.objects.exists()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((422, {"errors": [{"code": 9, "description": "no (correct) recipients"}]}), State.FAILED),
        ((401, {"errors": [{"code": 2, "description": "incorrect access_key"}]}), State.QUEUED),
        ((402, {"errors": [{"code": 25, "description": "not enough balance"}]}), State.QUEUED),
        ((500, {"errors": []}), State.QUEUED),
        ((307, {}), State.QUEUED),
        ((201, {"strange": "answer"}), State.UNCERTAIN),
        ((DROP, None), State.UNCERTAIN),
    ],
)
def test_what_became_of_it_follows_from_the_answer(
    use, caplog: pytest.LogCaptureFixture, answer, state: str
) -> None:
    delivery = post()
    with provider(answer) as server:
        use(server.url)
        send()
    delivery.refresh_from_db()
    assert delivery.state == state and Message.objects.exists()
    assert not any(secret in caplog.text for secret in (TEXT, "3161234", "key-of-the"))


def test_mail_and_text_messages_go_by_their_own_ways(use, settings) -> None:
    post()
    actions.post(drafted(name="Other"), [("ann@x.nl", "Your code", "geheim")])
    settings.EMAIL_BACKEND = "stembus.apps.mailer.smtp.EmailBackend"
    with relay() as mail:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        use(f"http://127.0.0.1:{free_port()}")  # nobody there: mail goes all the same
        assert not send()
    assert [message["To"] for message in mail.taken] == ["ann@x.nl"]
    assert Delivery.objects.get(channel=Channel.SMS).state == State.QUEUED


def test_without_a_sender_s_name_text_messages_wait() -> None:
    delivery = post()
    assert not send()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.QUEUED, 0)
