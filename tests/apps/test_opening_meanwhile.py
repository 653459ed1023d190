"""While the registrar makes codes, the organiser or another registrar may be ahead of it."""

import threading

import pytest
from django.db import connections

from stembus.apps.registrar.opening import open_election
from stembus.apps.registrar.work import work as open_due
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election, Poll, PublicCredential, RollSalt
from stembus.domain.elections.phases import Phase
from stembus.domain.outbox.models import Message
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions as rolls
from stembus.protocol.errors import Rejected
from tests.elections import drafted, with_trustees
from tests.sealed import messages, voter_at


def scheduled() -> Election:
    election = drafted()
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    return election


def assert_nothing_of(election: Election) -> None:
    election.refresh_from_db()
    assert election.phase == Phase.READY
    assert (election.rules, election.opened_at) == ("", None)
    assert not RollSalt.objects.filter(election=election).exists()
    assert not PublicCredential.objects.filter(poll__election=election).exists()
    assert not messages("ann@x.nl", election=election)
    assert not election.polls.exclude(definition="").exists()


@pytest.mark.django_db
def test_what_was_taken_back_meanwhile_does_not_open() -> None:
    election = scheduled()
    actions.unschedule(election)
    with pytest.raises(Refused, match="election.phase"):
        open_election(election)
    assert_nothing_of(election)


@pytest.mark.django_db
def test_what_was_taken_back_changed_and_scheduled_again_does_not_open_as_it_was() -> None:
    stale = scheduled()
    actions.unschedule(stale)
    rolls.remove_voter(voter_at("ben@x.nl", stale))
    actions.schedule(Election.objects.get(pk=stale.pk), None, None)
    with pytest.raises(Refused, match="election.phase"):
        open_election(stale)
    assert_nothing_of(stale)
    assert open_due()
    assert len(messages(saying="/vote/", election=stale)) == 2


@pytest.mark.django_db
def test_a_fault_after_the_credentials_were_listed_leaves_nothing() -> None:
    election = scheduled()
    Poll.objects.filter(election=election).update(uuid="not/one")
    with pytest.raises(Rejected, match="election.uuid"):
        open_election(Election.objects.get(pk=election.pk))
    assert_nothing_of(election)


@pytest.mark.django_db
def test_an_election_that_can_not_open_does_not_keep_another_waiting() -> None:
    sound, broken = scheduled(), scheduled()
    Poll.objects.filter(election=broken).update(uuid="not/one")
    with pytest.raises(ExceptionGroup):
        open_due()
    sound.refresh_from_db()
    assert sound.phase == Phase.OPEN
    assert_nothing_of(broken)


@pytest.mark.django_db
def test_no_code_is_in_what_an_exception_or_a_log_would_show() -> None:
    from stembus.apps.registrar.opening import Issued

    voter = scheduled().voters.first()
    assert voter is not None
    assert "SECRET" not in repr(Issued(voter.poll, 1, "SECRET-CODE", "key", voter))


@pytest.mark.django_db(transaction=True)
def test_two_registrars_open_it_once() -> None:
    election = scheduled()
    outcomes: list[str] = []

    def run() -> None:
        try:
            open_election(Election.objects.get(pk=election.pk))
            outcomes.append("opened")
        except Refused as why:
            outcomes.append(why.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["election.phase"] * 3 + ["opened"]
    poll = Election.objects.get(pk=election.pk).polls.get()
    assert PublicCredential.objects.count() == 3 + poll.spares
    assert Message.objects.count() == 3
