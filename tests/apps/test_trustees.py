"""A trustee's services take the right key and the right decryption, once."""

import secrets

import pytest
from django.core import mail

from stembus.apps.mailer.work import work as send
from stembus.domain.elections import actions
from stembus.domain.tallies.models import PartialDecryption
from stembus.protocol.group import group
from stembus.protocol.trustee import make_key, make_secret
from tests.elections import Trusted, as_trustee, drafted, opened, organiser, with_trustees

pytestmark = pytest.mark.django_db
ED25519 = group("Ed25519")


def key() -> bytes:
    return make_key(ED25519, make_secret(ED25519, secrets.token_bytes), secrets.token_bytes)


@pytest.fixture
def invited() -> Trusted:
    trustee, token = actions.add_trustee(drafted(), name="Ria", email="ria@x.nl")
    return Trusted(trustee, token, 0)


def test_a_trustee_gives_a_key_once_and_the_same_again_is_no_error(invited: Trusted) -> None:
    raw = key()
    assert as_trustee(invited, "key", raw) == (200, {})
    assert as_trustee(invited, "key", raw) == (200, {})
    status, answer = as_trustee(invited, "key", key())
    assert (status, answer["code"]) == (409, "trustee.key_exists")


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"\xff", key().replace(b'"response":"', b'"response":"1')]
)
def test_a_key_without_a_proof_that_holds_is_refused(invited: Trusted, raw: bytes) -> None:
    assert as_trustee(invited, "key", raw)[1]["code"] == "trustee.key_invalid"


def test_another_trustee_s_key_is_refused(invited: Trusted) -> None:
    other, token = actions.add_trustee(invited.trustee.election, name="Tom", email="tom@x.nl")
    raw = key()
    as_trustee(invited, "key", raw)
    assert as_trustee(Trusted(other, token, 0), "key", raw)[1]["code"] == "trustee.key_duplicate"


@pytest.mark.parametrize("service", ["state", "key", "decryptions/x"])
def test_without_the_token_of_the_link_nothing_is_said(invited: Trusted, service: str) -> None:
    for token in ("", "wrong", invited.token[:-1]):
        status, answer = as_trustee(invited, service, b"", token)
        assert (status, answer["code"]) == (403, "trustee.token")


def test_a_new_link_ends_the_old_one() -> None:
    election = drafted()
    _, client = organiser(election)
    client.post(f"/nl/elections/{election.pk}/trustees/", {"name": "Ria", "email": "ria@x.nl"})
    trustee = election.trustees.get()
    client.post(f"/nl/elections/{election.pk}/trustees/{trustee.pk}/renew/")
    send()
    tokens = [message.body.split("#")[1].split()[0] for message in mail.outbox]
    old, new = (as_trustee(Trusted(trustee, token, 0), "state") for token in tokens)
    assert (old[0], new[0]) == (403, 200)


def test_there_is_nothing_to_decrypt_while_the_voting_is_open() -> None:
    held = opened()
    status, answer = held.send_decryption(held.trusted[0], b"{}")
    assert (status, answer["code"]) == (409, "decryption.not_ready")


def test_a_decryption_is_taken_once_and_the_same_again_is_no_error() -> None:
    held = opened()
    held.close()
    first = held.decryption(held.trusted[0])
    assert held.send_decryption(held.trusted[0], first) == (200, {})
    assert held.send_decryption(held.trusted[0], first) == (200, {})
    again = held.decryption(held.trusted[0])
    assert held.send_decryption(held.trusted[0], again)[1]["code"] == "decryption.exists"
    assert PartialDecryption.objects.count() == 1


def test_a_decryption_with_another_key_is_refused() -> None:
    held = opened()
    held.close()
    with_wrong_key = held.decryption(held.trusted[1])
    status, answer = held.send_decryption(held.trusted[0], with_wrong_key)
    assert (status, answer["code"]) == (409, "decryption.invalid")


def test_a_decryption_of_another_election_is_refused() -> None:
    held, other = opened(), opened()
    held.close()
    other.close()
    foreign = other.decryption(held.trusted[0])
    assert held.send_decryption(held.trusted[0], foreign)[1]["code"] == "decryption.invalid"
    raw = held.decryption(held.trusted[0])
    answer = held.send_decryption(held.trusted[0], raw, other.poll.uuid)[1]
    assert answer["code"] == "poll.unknown"


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"decryption_factors":[],"decryption_proofs":[]}'])
def test_what_is_no_decryption_is_refused(raw: bytes) -> None:
    held = opened()
    held.close()
    assert held.send_decryption(held.trusted[0], raw)[1]["code"] == "decryption.invalid"


def test_a_single_trustee_does_not_make_an_election_ready() -> None:
    election = drafted()
    with_trustees(election, 1)
    assert election.phase == "draft"
