"""The mailer hands each message over once, and the delivery says what became of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from stembus.apps.mailer import work as mailer
from stembus.apps.mailer.work import work as send
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions, handing
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Delivery, Kind, Message, State
from stembus.domain.outbox.queries import queue, unreached
from stembus.domain.refusals import Refused
from tests.elections import drafted
from tests.relay import DROP_AFTER, DROP_BEFORE, Relay, relay
from tests.service import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted()


@pytest.fixture(autouse=True)
def smtp(settings) -> None:
    """A relay that nobody listens as, until a test says `use`."""
    settings.EMAIL_BACKEND = "stembus.apps.mailer.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture
def use(settings):
    def use(server: Relay) -> None:
        settings.EMAIL_PORT = server.port

    return use


def post(election: Election, *addresses: str) -> None:
    actions.post(election, [(address, "Your code", "geheim – één") for address in addresses])


def later() -> None:
    Message.objects.update(not_before=Now())


def states(election: Election) -> list[str]:
    return sorted(Delivery.objects.filter(election=election).values_list("state", flat=True))


def test_of_what_the_relay_has_taken_the_content_is_deleted(election: Election, use) -> None:
    voter = uuid4()
    message = Outgoing("ann@x.nl", "Your code", "geheim – één", voter)
    actions.post(election, [message], Kind.CODE)
    with relay() as server:
        use(server)
        assert send() and not send()
    (taken,) = server.taken
    assert taken["To"] == "ann@x.nl" and taken.get_content().strip() == "geheim – één"
    assert not Message.objects.exists() and queue(election).waiting == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.kind, delivery.channel) == (State.SENT, "code", "mail")
    assert (delivery.voter, delivery.attempts, delivery.last_error) == (voter, 1, "")
    assert delivery.queued_at <= delivery.started_at <= delivery.changed_at


def test_a_refused_address_does_not_hold_up_the_others(election: Election, use) -> None:
    post(election, "gone@x.nl", "ann@x.nl")
    with relay("gone@x.nl") as server:
        use(server)
        send()
        later()
        assert not send()  # refused for good: not again by itself
    assert [message["To"] for message in server.taken] == ["ann@x.nl"]
    (kept,) = unreached(election)
    assert (kept.state, kept.attempts) == (State.FAILED, 1)
    assert kept.last_error == "SMTPRecipientsRefused 550"
    assert kept.message.to == "gone@x.nl"  # nobody else has it


@pytest.mark.parametrize("answer", ["450 busy", "451 greylisted", "452 full", "421 too many"])
def test_a_relay_that_says_not_now_is_asked_again_later(
    election: Election, use, answer: str
) -> None:
    post(election, "ann@x.nl", "ben@x.nl")
    with relay(answers={"ann@x.nl": answer}) as server:
        use(server)
        send()
        later()
        server.answers.clear()
        send()
    assert sorted(message["To"] for message in server.taken) == ["ann@x.nl", "ben@x.nl"]
    assert states(election) == [State.SENT, State.SENT]


def test_a_relay_that_refuses_us_as_a_sender_can_be_mended(election: Election, use) -> None:
    post(election, "ann@x.nl")
    with relay() as server:
        use(server)
        server.answers["ann@x.nl"] = "550 relaying denied"
        send()
    assert states(election) == [State.FAILED]
    actions.send_again(election, Delivery.objects.get().pk)
    assert states(election) == [State.QUEUED]


def test_a_connection_that_is_lost_before_the_message_leaves_no_doubt(
    election: Election, use
) -> None:
    post(election, "ann@x.nl", "ben@x.nl")
    with relay(answers={"ann@x.nl": DROP_BEFORE}) as server:
        use(server)
        assert not send()
        assert not server.contents and set(states(election)) == {State.QUEUED}
        server.answers.clear()
        later()
        assert send()
    assert len(server.taken) == 2


def test_a_connection_that_is_lost_after_the_message_is_for_a_person_to_decide(
    election: Election, use
) -> None:
    post(election, "ann@x.nl", "ben@x.nl")
    with relay(answers={"ann@x.nl": DROP_AFTER}) as server:
        use(server)
        send()
        server.answers.clear()
        for _ in range(3):
            later()
            send()
        assert sorted(message["To"] for message in server.taken) == ["ann@x.nl", "ben@x.nl"]
        assert states(election) == [State.SENT, State.UNCERTAIN]
        actions.send_again(election, unreached(election)[0].pk)
        send()
    assert [message["To"] for message in server.taken] == ["ann@x.nl", "ben@x.nl", "ann@x.nl"]
    assert states(election) == [State.SENT, State.SENT] and not Message.objects.exists()


def test_what_is_on_its_way_or_was_sent_is_not_sent_again(election: Election, use) -> None:
    post(election, "ann@x.nl")
    key = Delivery.objects.get().pk
    for state in (State.QUEUED, State.SENDING, State.SENT, State.DELIVERED, State.WITHDRAWN):
        Delivery.objects.update(state=state)
        with pytest.raises(Refused, match=r"delivery\.not_stuck"):
            actions.send_again(election, key)
    Delivery.objects.update(state=State.FAILED)
    with pytest.raises(Refused, match=r"delivery\.not_stuck"):
        actions.send_again(drafted(name="Other"), key)


def test_it_is_tried_again_ever_more_slowly(election: Election) -> None:
    post(election, "ann@x.nl")
    pauses = []
    for _ in range(6):
        later()
        assert not send()  # nobody listens: no reason to go on at once
        left = Message.objects.get().not_before - timezone.now()
        pauses.append(round(left / timedelta(minutes=1)))
    assert pauses == [1, 5, 15, 60, 60, 60]
    assert unreached(election)[0].last_error == "ConnectionRefusedError"


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
    assert unreached(election)[0].last_error == "BadHeaderError"


def test_a_message_that_one_mailer_has_in_hand_is_left_alone_by_another(
    election: Election, use
) -> None:
    post(election, "ann@x.nl")
    (claimed,) = handing.claim(10)
    assert not send()
    # The first one is slow: after a while the message is anyone's, and then no longer the first's.
    later()
    with relay() as server:
        use(server)
        assert send()
    assert not handing.begin(claimed)
    assert len(server.taken) == 1


def test_what_a_mailer_died_with_becomes_uncertain_after_a_while(election: Election) -> None:
    post(election, "ann@x.nl")
    (claimed,) = handing.claim(10)
    assert handing.begin(claimed)
    send()
    assert states(election) == [State.SENDING]
    Delivery.objects.update(started_at=Now() - handing.ANSWER - timedelta(seconds=1))
    assert not send()
    assert states(election) == [State.UNCERTAIN] and Message.objects.exists()


def test_what_is_forgotten_while_it_is_handed_over_does_not_wait_for_ever(
    election: Election,
) -> None:
    actions.post(election, [Outgoing("ann@x.nl", "s", "b", uuid4())])
    (claimed,) = handing.claim(1)
    handing.begin(claimed)
    actions.forget(election)
    handing.settle(handing.Outcome(claimed, State.QUEUED, "SMTPServerDisconnected"))
    assert states(election) == ["withdrawn"]


def test_a_pause_holds_at_once_what_is_not_begun(election: Election, use) -> None:
    other = drafted(name="Other")
    post(election, "ann@x.nl", "ben@x.nl")
    post(other, "eva@x.nl")
    first, second = handing.claim(2)
    actions.pause(election)
    assert not handing.begin(first)
    later()
    with relay() as server:
        use(server)
        send()
        assert [message["To"] for message in server.taken] == ["eva@x.nl"]
        actions.resume(election)
        send()
    assert len(server.taken) == 3 and not handing.begin(second)


def test_nothing_is_sent_to_one_who_was_removed_meanwhile(election: Election, use) -> None:
    gone, stays = uuid4(), uuid4()
    messages = [Outgoing(f"{each.hex}@x.nl", "Your code", "geheim", each) for each in (gone, stays)]
    actions.post(election, messages, Kind.CODE)
    claimed = handing.claim(10)
    assert actions.withdraw(drafted(name="Other"), [gone]) == 0
    assert actions.withdraw(election, [gone]) == 1
    assert [handing.begin(each) for each in claimed if each.to.startswith(gone.hex)] == [False]
    later()
    with relay() as server:
        use(server)
        send()
    assert [message["To"] for message in server.taken] == [f"{stays.hex}@x.nl"]
    assert Delivery.objects.get(voter=gone).state == State.WITHDRAWN
    assert not Message.objects.exists()  # nor is the code kept


def test_no_more_leave_in_a_minute_than_the_stated_rate(
    election: Election, use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer, "MAIL_RATE", 3)
    post(election, *(f"voter{number}@x.nl" for number in range(5)))
    with relay() as server:
        use(server)
        for _ in range(3):
            assert send()  # there is something to send, in a moment
        assert len(server.taken) == 3
        Delivery.objects.filter(state=State.SENT).update(started_at=Now() - handing.MINUTE)
        assert send()
        assert len(server.taken) == 5
        assert not send()


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
