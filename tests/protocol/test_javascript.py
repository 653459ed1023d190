"""JavaScript, which voters' and trustees' browsers run, makes byte for byte what Python makes.

Both draw randomness in the same order, so that one seed gives one ballot, key or decryption.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from stembus.protocol.ballot import check_ballot
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import derive, make_code
from stembus.protocol.decryption import check_partial_decryption, make_partial_decryption
from stembus.protocol.election import Election, Question
from stembus.protocol.group import group
from stembus.protocol.tally import encrypted_tally, sum_ballots
from stembus.protocol.trustee import make_key, make_secret, parse_single
from tests.protocol.making import CHOICES, PLAIN, WITH_BLANK, election_with, seeded

MAKE_OBJECTS = Path(__file__).parents[2] / "browser" / "tests" / "node" / "make_objects.mjs"
GROUPS = ["Ed25519", "BELENIOS-2048"]
CODE = make_code(seeded("code"))
VOTES: list[tuple[Sequence[Question], Sequence[Sequence[int]]]] = [
    ([PLAIN, WITH_BLANK], CHOICES),
    ([PLAIN, WITH_BLANK], [[0, 0, 1], [1, 0, 0]]),
    ([Question("Nobody?", ("A", "B"), min=0, max=2, blank=True)], [[0, 0, 0]]),
    ([Question("All?", ("A",), min=0, max=3, blank=False)], [[1]]),
]


def made_in_javascript(*orders: Mapping[str, object]) -> list[bytes]:
    answer = subprocess.run(
        ["node", MAKE_OBJECTS], input=json.dumps(orders).encode(), capture_output=True, check=True
    )
    return [made.encode() for made in json.loads(answer.stdout)]


def ballot_order(election: Election, choices: Sequence[Sequence[int]]) -> Mapping[str, object]:
    text = election.raw.decode()
    return {"make": "ballot", "election": text, "code": CODE, "choices": choices, "seed": "ballot"}


@pytest.mark.parametrize("group_name", GROUPS)
def test_ballots_are_the_same_and_hold(group_name: str) -> None:
    votes = [(election_with(*asked, group_name=group_name), choices) for asked, choices in VOTES]
    made = made_in_javascript(*(ballot_order(*vote) for vote in votes))
    for (election, choices), ballot in zip(votes, made, strict=True):
        secret = derive(election.group, election.uuid, CODE)
        check_ballot(ballot, election)
        assert ballot == make_ballot(election, secret, choices, seeded("ballot"))


@pytest.mark.parametrize("group_name", GROUPS)
@pytest.mark.parametrize("name", ["Aïda “de” Vries", None])
def test_trustees_keys_are_the_same_and_hold(group_name: str, name: str | None) -> None:
    named = {} if name is None else {"name": name}
    order = {"make": "key", "group": group_name, "seed": "key", **named}
    (made,) = made_in_javascript(order)
    chosen, random = group(group_name), seeded("key")
    parse_single(made, chosen)
    assert made == make_key(chosen, make_secret(chosen, random), random, name)


@pytest.mark.parametrize("group_name", GROUPS)
@pytest.mark.parametrize("votes", [0, 2])
def test_partial_decryptions_are_the_same_and_hold(group_name: str, votes: int) -> None:
    election = election_with(PLAIN, WITH_BLANK, group_name=group_name)
    secret = make_secret(election.group, seeded("trustee"))
    voter = derive(election.group, election.uuid, CODE)
    ballot = check_ballot(make_ballot(election, voter, CHOICES, seeded("ballot")), election)
    counted = sum_ballots(election, [(ballot, 3)] * votes)
    raw = encrypted_tally(election, counted)
    order = {"make": "decryption", "election": election.raw.decode(), "secret": str(secret)}
    (made,) = made_in_javascript({**order, "encryptedTally": raw.decode(), "seed": "decryption"})
    key = election.group.power(election.group.generator, secret)
    check_partial_decryption(made, election, key, counted.rows)
    assert made == make_partial_decryption(election, secret, raw, seeded("decryption"))
