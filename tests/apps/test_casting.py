"""A ballot is stored once, or refused with a code that says why."""

import base64
import json

import pytest
from django.test import Client
from nacl.signing import VerifyKey

from stembus.domain.ballots.models import Ballot
from stembus.domain.elections.models import Election
from tests.elections import Held, drafted, opened

pytestmark = pytest.mark.django_db
ADA, BLANK = [[0, 1, 0, 0]], [[1, 0, 0, 0]]


@pytest.fixture
def held() -> Held:
    return opened()


def altered(raw: bytes, change) -> bytes:
    ballot = json.loads(raw)
    change(ballot)
    return json.dumps(ballot, separators=(",", ":")).encode()


def test_a_ballot_gets_a_receipt_that_the_election_s_key_has_signed(held: Held) -> None:
    status, answer = held.cast(held.ballot("ann@x.nl", ADA))
    assert status == 200
    receipt = answer["receipt"]
    named = json.loads(held.poll.definition)["stembus"]["receipt_key"]
    uuid, fingerprint = receipt["election_uuid"], receipt["election_hash"]
    signed = f"stembus-receipt|1|{uuid}|{fingerprint}|{answer['tracker']}"
    VerifyKey(bytes.fromhex(named)).verify(signed.encode(), base64.b64decode(receipt["signature"]))


def test_the_same_bytes_are_answered_as_the_first_time_and_stored_once(held: Held) -> None:
    raw = held.ballot("ann@x.nl", ADA)
    assert held.cast(raw) == held.cast(raw)
    assert Ballot.objects.count() == 1


def test_the_same_bytes_are_answered_as_the_first_time_also_after_closing(held: Held) -> None:
    raw = held.ballot("ann@x.nl", ADA)
    first = held.cast(raw)
    held.close()
    assert held.cast(raw) == first


def test_a_voter_may_vote_again(held: Held) -> None:
    assert held.cast(held.ballot("ann@x.nl", ADA))[0] == 200
    assert held.cast(held.ballot("ann@x.nl", BLANK))[0] == 200
    assert Ballot.objects.count() == 2


def test_before_the_opening_a_ballot_is_refused(held: Held) -> None:
    raw = held.ballot("ann@x.nl", ADA)
    later = drafted(name="Later").polls.get()
    response = Client().post(f"/polls/{later.uuid}/ballots", raw, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (409, "poll.not_open")


def test_after_closing_a_ballot_is_refused(held: Held) -> None:
    raw = held.ballot("ann@x.nl", ADA)
    held.close()
    assert (held.cast(raw)[0], held.cast(raw)[1]["code"]) == (409, "poll.closed")


def test_the_database_s_clock_closes_before_any_process_has_noticed(held: Held) -> None:
    raw = held.ballot("ann@x.nl", ADA)
    Election.objects.update(closes_at="2020-01-01T00:00Z")
    assert held.cast(raw)[1]["code"] == "poll.closed"


def test_an_unknown_poll_is_said_to_be_unknown(held: Held) -> None:
    response = Client().post("/polls/nowhere/ballots", b"{}", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (404, "poll.unknown")


def test_a_ballot_of_another_poll_is_refused(held: Held) -> None:
    other = opened()
    raw = other.ballot("ann@x.nl", ADA)
    assert held.cast(raw)[1]["code"] == "ballot.other_election"


def test_a_credential_that_is_not_listed_is_refused(held: Held) -> None:
    held.codes["stranger"] = "11111-222222-33333-444444"
    status, answer = held.cast(held.ballot("stranger", ADA))
    assert (status, answer["code"]) == (404, "ballot.credential_unlisted")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: b.update(extra=1), "ballot.shape"),
        (lambda b: b.pop("signature"), "ballot.shape"),
        (lambda b: b["signature"]["proof"].update(response="1"), "ballot.signature"),
        (lambda b: b["answers"].append(b["answers"][0]), "ballot.answer_count"),
        (lambda b: b.update(election_hash="A" * 43), "ballot.other_fingerprint"),
        (lambda b: b.update(credential="0" * 63 + "2"), "element.invalid"),
        (
            lambda b: b["signature"]["proof"].update(
                challenge=str(int(b["signature"]["proof"]["challenge"]) + 2**253)
            ),
            "scalar.out_of_range",
        ),
    ],
)
def test_an_altered_ballot_is_refused_and_not_stored(held: Held, change, code: str) -> None:
    status, answer = held.cast(altered(held.ballot("ann@x.nl", ADA), change))
    assert (status, answer["code"]) == (400, code)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda raw: b"not JSON", "ballot.not_json"),
        (lambda raw: raw.replace(b",", b", ", 1), "ballot.not_canonical"),
        (lambda raw: raw + b"\n", "ballot.not_canonical"),
        (lambda raw: raw[:-20], "ballot.not_json"),
        (lambda raw: raw + b" " * 200_000, "ballot.too_large"),
    ],
)
def test_other_bytes_than_a_ballot_s_are_refused(held: Held, spoil, code: str) -> None:
    assert held.cast(spoil(held.ballot("ann@x.nl", ADA)))[1]["code"] == code


def test_a_body_beyond_any_ballot_is_not_even_read(held: Held) -> None:
    status, answer = held.cast(b"x" * ((4 << 20) + 1))
    assert (status, answer["code"]) == (413, "ballot.too_large")


def test_the_code_is_looked_up_by_its_public_credential_alone(held: Held) -> None:
    ballot = json.loads(held.ballot("cas@x.nl", ADA))
    url = f"/polls/{held.poll.uuid}/credential"
    body = {"credential": ballot["credential"]}
    assert Client().post(url, body, content_type="application/json").json() == {
        "listed": True,
        "weight": 3,
    }
    unlisted = Client().post(url, {"credential": "no"}, content_type="application/json")
    assert (unlisted.status_code, unlisted.json()["code"]) == (404, "ballot.credential_unlisted")
    garbage = Client().post(url, b"[]", content_type="application/json")
    assert garbage.json()["code"] == "request.invalid"


def test_booth_and_board_set_no_cookie_and_a_strict_policy(held: Held) -> None:
    for path in (f"/nl/vote/{held.poll.uuid}/", f"/nl/board/{held.poll.uuid}/"):
        response = Client().get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
