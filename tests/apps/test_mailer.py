"""The mailer hands each message to the relay once, and keeps what the relay does not take."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from stembus.apps.mailer.work import work as send
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Message
from stembus.domain.outbox.queries import failing, waiting
from tests.elections import drafted
from tests.relay import Relay, relay
from tests.service import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted()


@pytest.fixture(autouse=True)
def smtp(settings) -> None:
    """A relay that nobody listens as, until a test says `use`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture
def use(settings):
    def use(server: Relay) -> None:
        settings.EMAIL_PORT = server.server_address[1]

    return use


def post(election: Election, *addresses: str) -> None:
    actions.post(election, [(address, "Your code", "geheim – één") for address in addresses])


def later() -> None:
    Message.objects.update(not_before=Now())


def test_what_the_relay_has_taken_is_deleted(election: Election, use) -> None:
    post(election, "ann@x.nl", "ben@x.nl")
    with relay() as server:
        use(server)
        assert send() and not send()
    assert sorted(message["To"] for message in server.taken) == ["ann@x.nl", "ben@x.nl"]
    assert server.taken[0].get_content().strip() == "geheim – één"
    assert waiting(election) == 0


def test_a_refused_address_is_kept_and_does_not_hold_up_the_others(election: Election, use) -> None:
    post(election, "gone@x.nl", "ann@x.nl")
    with relay("gone@x.nl") as server:
        use(server)
        send()
        assert not send()  # not at once again
    assert [message["To"] for message in server.taken] == ["ann@x.nl"]
    (kept,) = failing(election)
    assert (kept.to, kept.attempts, kept.last_error) == ("gone@x.nl", 1, "SMTPRecipientsRefused")


def test_it_is_tried_again_ever_more_slowly(election: Election) -> None:
    post(election, "ann@x.nl")
    pauses = []
    for _ in range(6):
        later()
        assert send()
        left = Message.objects.get().not_before - timezone.now()
        pauses.append(round(left / timedelta(minutes=1)))
    assert pauses == [1, 5, 15, 60, 60, 60]
    assert failing(election)[0].last_error == "ConnectionRefusedError"


def test_a_message_keeps_its_identity_over_all_attempts(election: Election, use) -> None:
    post(election, "ann@x.nl")
    identity = Message.objects.get().pk.hex
    send()
    later()
    with relay() as server:
        use(server)
        send()
    (message,) = server.taken
    assert message["Message-ID"].startswith(f"<{identity}@")
    assert message["Auto-Submitted"] == "auto-generated"


def test_what_can_not_be_a_message_does_not_hold_up_the_others(election: Election, use) -> None:
    actions.post(election, [("ann@x.nl", "two\nlines", "text")])
    post(election, "ben@x.nl")
    with relay() as server:
        use(server)
        send()
    assert [message["To"] for message in server.taken] == ["ben@x.nl"]
    assert failing(election)[0].last_error == "BadHeaderError"


def test_a_message_that_one_mailer_has_in_hand_is_left_alone_by_another(election: Election) -> None:
    post(election, "ann@x.nl")
    (claimed,) = actions.claim(10)
    assert not send()
    # The first one dies: after a while the message is anyone's again.
    later()
    assert [message.pk for message in actions.claim(10)] == [claimed.pk]


def test_a_failure_is_logged_without_address_text_or_the_relay_s_words(
    election: Election, use, caplog: pytest.LogCaptureFixture
) -> None:
    post(election, "gone@x.nl")
    with relay("gone@x.nl") as server:
        use(server)
        send()
    assert "SMTPRecipientsRefused" in caplog.text
    assert not {"gone@x.nl", "geheim", "mailbox"} & set(caplog.text.split())
    assert "gone@x.nl" not in caplog.text and "geheim" not in caplog.text
