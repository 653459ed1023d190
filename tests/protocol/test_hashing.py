"""Hashes are those of the vectors."""

import pytest

from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import Question
from stembus.protocol.group import group
from stembus.protocol.hashing import challenge, sha256_b64, sha256_hex
from stembus.protocol.homomorphic import statements
from tests.protocol.vectors import HOMOMORPHIC, ballots, load, setup

TRACE = load("trace.json")
ELECTIONS = [name for name in TRACE if "fingerprint" in TRACE[name]]


def split(hash_input: str) -> tuple[str, list[str]]:
    """The prefix and the elements of what was hashed."""
    prefix, _, elements = hash_input.rpartition("|")
    return prefix + "|", elements.split(",")


@pytest.mark.parametrize("name", ELECTIONS)
def test_challenges_are_those_of_the_trace(name: str) -> None:
    entries = TRACE[name]["trustee_pok"] + TRACE[name]["ballot0_hashes_in_order"]
    chosen = group(TRACE[name]["trustee_pok"][0]["hash_input"].split("|")[1])
    for entry in entries:
        assert sha256_hex(entry["hash_input"].encode()) == entry["sha256"]
        assert challenge(chosen.order, *split(entry["hash_input"])) == int(entry["mod_q"])


@pytest.mark.parametrize("name", [name for name in ELECTIONS if name in HOMOMORPHIC])
def test_what_a_ballot_states_is_hashed_as_in_the_trace(name: str) -> None:
    election, _ = setup(name)
    raw = ballots(name)[0]
    ballot = check_ballot(raw, election)
    assert ballot.tracker == TRACE[name]["ballot0_sha256_b64_tracker"]
    assert f"{election.fingerprint}|{ballot.credential}" == TRACE[name]["S0"]
    stated = [
        statement
        for question, ciphertexts in zip(election.questions, ballot.answers, strict=True)
        if isinstance(question, Question)
        for statement in statements(election.group, question, TRACE[name]["S0"], ciphertexts)
    ]
    traced = TRACE[name]["ballot0_hashes_in_order"][1:]
    assert [each.prefix for each in stated] == [split(each["hash_input"])[0] for each in traced]


def test_base64_has_no_padding() -> None:
    assert sha256_b64(b"") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"


@pytest.mark.parametrize("name", [name for name in ELECTIONS if name != "ed25519-33-nh-shuffles"])
def test_fingerprints_are_those_of_the_trace(name: str) -> None:
    assert setup(name)[0].fingerprint == TRACE[name]["fingerprint"]
