"""A trustee's services, beyond test_trustees.py: other people, other phases, odd input."""

import json

import pytest
from django.test import Client

from stembus.domain.audit.queries import of_election
from stembus.domain.elections import actions
from stembus.domain.elections.phases import Phase
from stembus.domain.tallies.queries import has_decrypted
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, as_trustee, drafted, opened, with_trustees

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Held:
    held = opened()
    held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))
    held.close()
    return held


def test_the_state_says_what_is_needed_and_nothing_of_the_others(closed: Held) -> None:
    first, second = closed.trusted
    status, state = as_trustee(first, "state")
    assert status == 200
    assert state["phase"] == Phase.DECRYPTING
    assert state["trustee"] == {"id": str(first.trustee.pk), "name": first.trustee.name}
    (poll,) = state["polls"]
    assert poll["election"] == closed.poll.definition
    assert json.loads(poll["encrypted_tally"]) and poll["decrypted"] is False
    assert second.trustee.email not in json.dumps(state)
    assert "token" not in json.dumps(state)


def test_the_tally_is_shown_only_while_there_is_something_to_decrypt() -> None:
    held = opened()
    assert as_trustee(held.trusted[0], "state")[1]["polls"][0]["encrypted_tally"] is None
    held.finish()
    assert as_trustee(held.trusted[0], "state")[1]["polls"][0]["encrypted_tally"] is None


def test_a_trustee_s_token_opens_no_other_trustee_s_service(closed: Held) -> None:
    first, second = closed.trusted
    raw = closed.decryption(first)
    status, answer = as_trustee(second, f"decryptions/{closed.poll.uuid}", raw, first.token)
    assert (status, answer["code"]) == (403, "trustee.token")
    assert not has_decrypted(closed.poll, second.trustee)


@pytest.mark.parametrize("header", ["", "Bearer", "Basic TOKEN", "TOKEN", "bearer TOKEN"])
def test_the_token_is_borne_in_one_way(closed: Held, header: str) -> None:
    first = closed.trusted[0]
    response = Client().post(
        f"/trustees/{first.trustee.pk}/state",
        headers={"Authorization": header.replace("TOKEN", first.token)},
    )
    assert response.status_code == 403


def test_an_unknown_trustee_is_told_the_same_as_one_without_a_token() -> None:
    response = Client().post("/trustees/00000000-0000-0000-0000-000000000000/state")
    assert (response.status_code, response.json()["code"]) == (403, "trustee.token")


def test_services_are_called_with_post(closed: Held) -> None:
    first = closed.trusted[0]
    for service in ("state", "key", f"decryptions/{closed.poll.uuid}"):
        assert Client().get(f"/trustees/{first.trustee.pk}/{service}").status_code == 405


def test_a_key_comes_too_late_once_the_election_is_scheduled() -> None:
    election = drafted()
    trusted = with_trustees(election, 3)
    actions.schedule(election, None, None)
    status, answer = as_trustee(trusted[0], "key", trusted[0].trustee.key.encode() or b"{}")
    assert (status, answer["code"]) == (409, "trustee.key_exists")


def test_the_same_decryption_is_no_error_also_after_the_result(closed: Held) -> None:
    raws = [(trusted, closed.decryption(trusted)) for trusted in closed.trusted]
    for trusted, raw in raws:
        assert closed.send_decryption(trusted, raw) == (200, {})
    work_until_idle(WORKERS)
    closed.election.refresh_from_db()
    assert closed.election.phase == Phase.PUBLISHED
    for trusted, raw in raws:
        assert closed.send_decryption(trusted, raw) == (200, {})
    given = [entry for entry in of_election(closed.election.pk) if entry.act == "trustee.decrypt"]
    assert len(given) == 2


def test_there_is_no_result_before_every_trustee_has_decrypted(closed: Held) -> None:
    first, _ = closed.trusted
    closed.send_decryption(first, closed.decryption(first))
    work_until_idle(WORKERS)
    closed.election.refresh_from_db()
    assert closed.election.phase == Phase.DECRYPTING


def test_an_altered_decryption_is_refused(closed: Held) -> None:
    first, _ = closed.trusted
    good = json.loads(closed.decryption(first))
    for spoil in ("factor", "proof", "order", "space"):
        bad = json.loads(json.dumps(good))
        if spoil == "factor":
            row = bad["decryption_factors"][0]
            row[0], row[1] = row[1], row[0]
        if spoil == "proof":
            proof = bad["decryption_proofs"][0][0]
            proof["response"] = str(int(proof["response"]) + 1)
        if spoil == "order":
            bad = dict(reversed(bad.items()))
        raw = json.dumps(bad, separators=(", ", ":") if spoil == "space" else (",", ":"))
        status, answer = closed.send_decryption(first, raw.encode())
        assert (status, answer["code"]) == (409, "decryption.invalid"), spoil


def test_the_page_shows_nothing_without_the_fragment(closed: Held) -> None:
    first = closed.trusted[0]
    response = Client().get(f"/en/trustee/{first.trustee.pk}/")
    assert response.status_code == 200
    assert first.token not in response.content.decode()
    assert not response.cookies
    missing = Client().get("/en/trustee/00000000-0000-0000-0000-000000000000/")
    assert missing.status_code == 404
