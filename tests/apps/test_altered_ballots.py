"""A ballot that its voter signed, but with something false inside, is refused by the service."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stembus.domain.ballots.models import Ballot
from stembus.protocol.ballot_making import make_ballot, sign
from stembus.protocol.credential import derive
from stembus.protocol.election import parse_election
from tests.elections import Held, opened

pytestmark = pytest.mark.django_db
ADA = [[0, 1, 0, 0]]
# A point of order 8 and the identity: both are on the curve, and neither is in its main subgroup.
SMALL = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture
def held() -> Held:
    return opened()


def signed_again(held: Held, change: Callable[[Any], object]) -> bytes:
    ballot = json.loads(held.ballot("ann@x.nl", ADA))
    change(ballot)
    del ballot["signature"]
    election = parse_election(held.poll.definition.encode())
    secret = derive(election.group, election.uuid, held.codes["ann@x.nl"])
    return sign(election.group, secret, ballot, secrets.token_bytes)


def one_more(proof: dict[str, str]) -> None:
    proof["response"] = str((int(proof["response"]) + 1) % ORDER)


def beyond(proof: dict[str, str]) -> None:
    proof["response"] = str(int(proof["response"]) + ORDER)


def refusal(held: Held, raw: bytes) -> tuple[int, str, str]:
    status, answer = held.cast(raw)
    assert not Ballot.objects.exists()
    return status, answer["code"], answer["where"]


@pytest.mark.parametrize("choice", range(4))
@pytest.mark.parametrize("branch", range(2))
def test_each_proof_of_a_choice_counts(held: Held, choice: int, branch: int) -> None:
    raw = signed_again(
        held, lambda b: one_more(b["answers"][0]["individual_proofs"][choice][branch])
    )
    where = f"answers[0].individual_proofs[{choice}]"
    assert refusal(held, raw) == (400, "ballot.individual_proof", where)


@pytest.mark.parametrize("branch", range(3))
def test_each_part_of_the_proof_over_all_choices_counts(held: Held, branch: int) -> None:
    raw = signed_again(held, lambda b: one_more(b["answers"][0]["overall_proof"][branch]))
    assert refusal(held, raw) == (400, "ballot.overall_proof", "answers[0].overall_proof")


@pytest.mark.parametrize("branch", range(2))
def test_each_part_of_the_proof_of_a_blank_vote_counts(held: Held, branch: int) -> None:
    raw = signed_again(held, lambda b: one_more(b["answers"][0]["blank_proof"][branch]))
    assert refusal(held, raw) == (400, "ballot.blank_proof", "answers[0].blank_proof")


def test_a_number_of_q_or_more_is_refused(held: Held) -> None:
    raw = signed_again(held, lambda b: beyond(b["answers"][0]["overall_proof"][1]))
    where = "answers[0].overall_proof[1]"
    assert refusal(held, raw) == (400, "scalar.out_of_range", where)


@pytest.mark.parametrize("point", [SMALL, "01" + 62 * "0", 64 * "f", "xyz"])
def test_what_is_no_element_of_the_group_is_refused(held: Held, point: str) -> None:
    raw = signed_again(held, lambda b: b["answers"][0]["choices"][2].update(beta=point))
    where = "answers[0].choices[2]"
    status, code, place = refusal(held, raw)
    assert (status, code, place) == (400, "element.invalid", where)


@pytest.mark.parametrize(
    ("least", "most", "choices"),
    [(2, 3, [0, 1, 1, 1]), (0, 1, [0, 0, 0, 0])],
    ids=["over", "under"],
)
def test_too_many_and_too_few_choices_are_refused(
    held: Held, least: int, most: int, choices: list[int]
) -> None:
    """By a browser that believes that the question allows it."""
    election = parse_election(held.poll.definition.encode())
    loose = (replace(election.questions[0], min=least, max=most),)
    secret = derive(election.group, election.uuid, held.codes["ann@x.nl"])
    raw = make_ballot(replace(election, questions=loose), secret, [choices], secrets.token_bytes)
    assert refusal(held, raw) == (400, "ballot.overall_proof", "answers[0].overall_proof")


def test_a_ballot_signed_by_another_voter_is_refused(held: Held) -> None:
    theirs = json.loads(held.ballot("ben@x.nl", ADA))
    raw = signed_again(held, lambda b: b.update(credential=theirs["credential"]))
    assert refusal(held, raw)[:2] == (400, "ballot.signature")


def test_fields_in_another_order_are_refused(held: Held) -> None:
    ballot = json.loads(held.ballot("ann@x.nl", ADA))
    turned = dict(reversed(ballot.items()))
    raw = json.dumps(turned, separators=(",", ":")).encode()
    assert refusal(held, raw)[:2] == (400, "ballot.not_canonical")


def test_a_number_with_a_leading_zero_is_refused(held: Held) -> None:
    def change(ballot: Any) -> None:
        proof = ballot["answers"][0]["overall_proof"][0]
        proof["response"] = f"0{proof['response']}"

    assert refusal(held, signed_again(held, change))[1] == "ballot.not_canonical"
