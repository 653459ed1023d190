"""What is left of messages to voters when the voting has closed: that they were there, no more."""

import pytest

from stembus.apps.registrar.work import work
from stembus.domain.audit.queries import of_election
from stembus.domain.elections import actions as elections
from stembus.domain.outbox import actions
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Channel, Delivery, Kind, Message, PrintRun, State
from stembus.domain.refusals import Refused
from stembus.rounds import work_until_idle
from tests.elections import Held, opened
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Held:
    return opened()


def of(address: str) -> Delivery:
    voter = voter_at(address)
    return Delivery.objects.get(voter=voter.pk, kind=Kind.CODE)


def state(address: str) -> str:
    return of(address).state


def close(held: Held) -> None:
    """All do what follows, the mailer excepted: it has not sent anything."""
    elections.close(held.election)
    work_until_idle(("registrar", "sequencer", "tallier"))


def test_codes_that_were_not_sent_are_gone_after_the_closing(held: Held) -> None:
    Delivery.objects.filter(pk=of("ben@x.nl").pk).update(state=State.FAILED)
    Delivery.objects.filter(pk=of("cas@x.nl").pk).update(state=State.UNCERTAIN)
    work()
    assert Message.objects.filter(delivery__kind=Kind.CODE).count() == 3
    close(held)
    assert not Message.objects.filter(delivery__kind=Kind.CODE).exists()
    assert state("ann@x.nl") == State.WITHDRAWN
    assert (state("ben@x.nl"), state("cas@x.nl")) == (State.FAILED, State.UNCERTAIN)
    assert "messages.forget" in [entry.act for entry in of_election(held.election.pk, 20)]
    with pytest.raises(Refused, match=r"delivery\.forgotten"):
        actions.send_again(held.election, of("ben@x.nl").pk)
    assert state("ben@x.nl") == State.FAILED


def test_a_letter_that_was_printed_may_have_been_posted(held: Held) -> None:
    voter = voter_at("ann@x.nl")
    Delivery.objects.all().delete()
    letter = Outgoing("", "", "sealed", voter.pk, Channel.LETTER)
    actions.post(held.election, [letter], Kind.CODE)
    run = PrintRun(election=held.election, letters=1, sha256="0" * 64, by="org@x.nl")
    run.made_at = held.election.opened_at
    run.save()
    Message.objects.update(run=run)
    close(held)
    assert state("ann@x.nl") == State.UNCERTAIN and not Message.objects.exists()


def test_what_goes_to_others_than_voters_stays(held: Held) -> None:
    actions.post(held.election, [("ria@x.nl", "Decrypt", "please")], Kind.INVITATION)
    close(held)
    assert Message.objects.get().to == "ria@x.nl"
