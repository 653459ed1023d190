"""Mail over a provider's API (Mailgun's, which django-anymail speaks), to a real HTTP server."""

import pytest
from django.db.models.functions import Now

from stembus import keys
from stembus.apps.mailer import mail
from stembus.apps.mailer.work import work as send
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Delivery, Message, State
from tests.elections import drafted
from tests.provider import DROP, Provider, provider
from tests.service import free_port

pytestmark = pytest.mark.django_db
TAKEN = (200, {"id": "<20261125.1@mg.example.org>", "message": "Queued. Thank you."})


@pytest.fixture
def election() -> Election:
    return drafted()


@pytest.fixture(autouse=True)
def mailgun(settings, monkeypatch: pytest.MonkeyPatch):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Stembus <stembus@mg.example.org>"
    monkeypatch.setattr(mail, "MAIL_PROVIDER", "mailgun")
    path = keys.directory() / keys.PROVIDER
    path.write_text("key-of-the-provider\n")
    keys.secret.cache_clear()
    yield
    path.unlink()
    keys.secret.cache_clear()


@pytest.fixture
def use(settings):
    def use(url: str) -> None:
        settings.ANYMAIL = {"MAILGUN_API_URL": f"{url}/v3"}

    return use


def post(election: Election, *addresses: str) -> None:
    actions.post(election, [(each, "Your code", "geheim – één") for each in addresses])


def delivery() -> Delivery:
    return Delivery.objects.get()


def one(server: Provider):
    (request,) = server.requests
    return request


def test_the_provider_gets_the_message_and_its_id_is_kept(election: Election, use) -> None:
    post(election, "ann@x.nl")
    identity = delivery().pk
    with provider(TAKEN) as server:
        use(server.url)
        assert send() and not send()
        fields = one(server).fields
    assert one(server).path == "/v3/mg.example.org/messages"
    assert one(server).headers["authorization"].startswith("Basic ")
    assert fields["to"] == "ann@x.nl" and "geheim – één" in fields["text"]
    assert fields["h:Message-Id"].startswith(f"<{identity.hex}@")
    assert fields["v:delivery"] == str(identity)
    assert (delivery().state, delivery().provider_id) == (State.SENT, TAKEN[1]["id"])
    assert not Message.objects.exists()


def test_the_provider_neither_rewrites_links_nor_counts_who_opens(election: Election, use) -> None:
    post(election, "ann@x.nl")
    with provider(TAKEN) as server:
        use(server.url)
        send()
    fields = one(server).fields
    assert (fields["o:tracking-clicks"], fields["o:tracking-opens"]) == ("no", "no")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((400, {"message": "'to' parameter is not a valid address"}), State.FAILED),
        ((401, {"message": "Forbidden"}), State.QUEUED),
        ((429, {"message": "Too many requests"}), State.QUEUED),
        ((500, {"message": "Internal error"}), State.QUEUED),
        ((504, {"message": "Gateway timeout"}), State.UNCERTAIN),
        ((200, {"strange": "answer"}), State.UNCERTAIN),
        ((DROP, None), State.UNCERTAIN),
    ],
)
def test_what_became_of_it_follows_from_the_answer(
    election: Election, use, caplog: pytest.LogCaptureFixture, answer, state: str
) -> None:
    post(election, "ann@x.nl")
    with provider(answer) as server:
        use(server.url)
        send()
        Message.objects.update(not_before=Now())
    assert delivery().state == state and Message.objects.exists()
    assert delivery().last_error.startswith(("AnymailRequestsAPIError", "ConnectionError"))
    assert not any(secret in caplog.text for secret in ("geheim", "ann@x.nl", "key-of-the"))


def test_a_provider_that_is_not_there_has_nothing_yet(election: Election, use) -> None:
    post(election, "ann@x.nl")
    use(f"http://127.0.0.1:{free_port()}")
    assert not send()
    assert delivery().state == State.QUEUED


def test_postmark_is_asked_the_same(
    election: Election, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    monkeypatch.setattr(mail, "MAIL_PROVIDER", "postmark")
    post(election, "ann@x.nl")
    taken = {"To": "ann@x.nl", "MessageID": "b7bc2f4a", "ErrorCode": 0, "Message": "OK"}
    with provider((200, taken)) as server:
        settings.ANYMAIL = {"POSTMARK_API_URL": server.url}
        assert send()
    asked = one(server).json
    assert one(server).headers["x-postmark-server-token"] == "key-of-the-provider"
    assert (asked["To"], asked["TrackOpens"], asked["TrackLinks"]) == ("ann@x.nl", False, "None")
    assert asked["Metadata"] == {"delivery": str(delivery().pk)}
    assert (delivery().state, delivery().provider_id) == (State.SENT, "b7bc2f4a")
