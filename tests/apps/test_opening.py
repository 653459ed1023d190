"""Opening seals the rules, makes the codes and forgets them."""

import base64
import hashlib
import json

import pytest
from django.core import mail
from django.test import Client

from stembus.apps.mailer.work import work as send
from stembus.apps.registrar import opening
from stembus.apps.registrar.work import work as open_due
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election, PublicCredential, RollSalt
from stembus.domain.elections.phases import Phase
from stembus.domain.outbox.models import Message
from stembus.domain.rolls.queries import commitment
from stembus.protocol.credential import derive, public
from stembus.protocol.election import parse_election
from stembus.protocol.group import group
from tests.elections import drafted, opened, spare_keys, with_trustees

pytestmark = pytest.mark.django_db


def test_each_voter_is_sent_a_code_of_a_listed_credential() -> None:
    held = opened()
    arithmetic = group(held.election.group)
    sent = {
        public(arithmetic, derive(arithmetic, held.poll.uuid, code)) for code in held.codes.values()
    }
    listed = set(PublicCredential.objects.values_list("key", flat=True))
    assert sent == listed - spare_keys(held.poll)
    assert len(sent) == 3


def test_no_code_stays_once_the_message_is_sent() -> None:
    held = opened()
    while send():
        pass
    assert not Message.objects.exists()
    assert {message.to[0] for message in mail.outbox} >= set(held.codes)
    code = held.codes["ann@x.nl"]
    (message,) = (m for m in mail.outbox if m.to == ["ann@x.nl"])
    assert code in message.body
    assert "?" not in message.body.split(code)[0].rsplit("http", 1)[1]
    assert code not in str(list(Election.objects.values())) + str(
        list(PublicCredential.objects.values())
    )


def test_the_rules_are_bound_into_the_fingerprint() -> None:
    held = opened()
    held.election.refresh_from_db()
    rules = Client().get(f"/elections/{held.poll.uuid}/rules.json").content
    bound = json.loads(held.poll.definition)["stembus"]["rules"]
    assert base64.b64encode(hashlib.sha256(rules).digest()).decode().rstrip("=") == bound
    roll = json.loads(rules)["roll"]
    opened_hash = commitment(held.election, bytes(RollSalt.objects.get().salt))
    assert roll == {"voters": 3, "hmac_sha256": opened_hash}


def test_the_definition_is_served_byte_for_byte() -> None:
    held = opened()
    raw = Client().get(f"/polls/{held.poll.uuid}/election.json").content
    assert parse_election(raw).raw == held.poll.definition.encode()


def test_nothing_opens_before_its_time_and_all_that_is_due_does() -> None:
    from datetime import timedelta

    from django.utils import timezone

    election = drafted()
    with_trustees(election)
    actions.schedule(election, timezone.now() + timedelta(hours=1), None)
    assert not open_due()
    Election.objects.update(opens_at=timezone.now() - timedelta(seconds=5))
    assert open_due()
    election.refresh_from_db()
    assert election.phase == Phase.OPEN


def test_an_opening_that_fails_in_the_middle_leaves_nothing(monkeypatch) -> None:
    election = drafted()
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(opening.outbox, "post", full)
    with pytest.raises(OSError, match="disk full"):
        opening.open_election(election)
    election.refresh_from_db()
    assert election.phase == Phase.READY
    assert not PublicCredential.objects.exists()
    assert not election.polls.get().definition


def test_an_election_that_lacks_something_is_given_back_to_its_organiser() -> None:
    election = drafted(roll="")
    with_trustees(election)
    actions.schedule(election, None, None)
    assert not open_due()
    election.refresh_from_db()
    assert election.editable
