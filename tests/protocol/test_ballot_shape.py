"""A ballot has one form: anything else is refused before any proof is looked at."""

from typing import Any

import pytest

from stembus.protocol.ballot import size_limit
from stembus.protocol.errors import Code
from tests.protocol.altering import BALLOTS, ELECTIONS, Change, altered, refusal_of, refused

both_groups = pytest.mark.parametrize("name", ELECTIONS)
NOT_CANONICAL, SHAPE = Code.BALLOT_NOT_CANONICAL, Code.BALLOT_SHAPE


def move_first_field_last(value: dict[str, Any]) -> None:
    first = next(iter(value))
    value[first] = value.pop(first)


@pytest.mark.parametrize(
    ("pick", "where"),
    [
        (lambda ballot: ballot, ""),
        (lambda ballot: ballot["answers"][0], "answers[0]"),
        (lambda ballot: ballot["answers"][0]["choices"][1], "answers[0].choices[1]"),
        (
            lambda ballot: ballot["answers"][0]["individual_proofs"][0][1],
            "answers[0].individual_proofs[0][1]",
        ),
        (lambda ballot: ballot["answers"][1]["blank_proof"][0], "answers[1].blank_proof[0]"),
        (lambda ballot: ballot["signature"], "signature"),
        (lambda ballot: ballot["signature"]["proof"], "signature.proof"),
    ],
)
def test_another_order_of_fields_is_refused(pick: Any, where: str) -> None:
    raw = altered(BALLOTS["Ed25519"], lambda ballot: move_first_field_last(pick(ballot)))
    assert refusal_of(ELECTIONS["Ed25519"], raw) == (NOT_CANONICAL, where)


@both_groups
def test_leading_zeros_are_refused(name: str) -> None:
    def in_a_scalar(ballot: Any) -> None:
        proof = ballot["answers"][0]["overall_proof"][0]
        proof["response"] = "0" + proof["response"]

    def in_an_element(ballot: Any) -> None:
        choice = ballot["answers"][0]["choices"][2]
        choice["beta"] = "0" + choice["beta"]

    assert refused(name, in_a_scalar) == (NOT_CANONICAL, "answers[0].overall_proof[0]")
    assert refused(name, in_an_element) == (Code.ELEMENT_INVALID, "answers[0].choices[2]")


@pytest.mark.parametrize("change", [b" %s", b"%s\n", b"%s "])
def test_white_space_is_refused(change: bytes) -> None:
    raw = BALLOTS["Ed25519"]
    for spaced in (change % raw, raw.replace(b":", b": ", 1), raw.replace(b",", b",\n", 1)):
        assert refusal_of(ELECTIONS["Ed25519"], spaced) == (NOT_CANONICAL, "")


@pytest.mark.parametrize("raw", [b"", b"ballot", b"\xff\xfe", b'{"a":1,"a":1}', b"[1.5]"])
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    assert refusal_of(ELECTIONS["Ed25519"], raw) == (Code.BALLOT_NOT_JSON, "")


@pytest.mark.parametrize("raw", [b"{}", b"[]", b"null", b'"ballot"', b"1"])
def test_json_that_is_no_ballot_is_refused(raw: bytes) -> None:
    assert refusal_of(ELECTIONS["Ed25519"], raw) == (SHAPE, "")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ballot: ballot.update(extra=1), ""),
        (lambda ballot: ballot.update(answers={}), ""),
        (lambda ballot: ballot.update(credential=7), ""),
        (lambda ballot: ballot["answers"][0].pop("overall_proof"), "answers[0]"),
        (lambda ballot: ballot["answers"][0].update(blank_proof=[]), "answers[0]"),
        (lambda ballot: ballot["answers"][1].pop("blank_proof"), "answers[1]"),
        (lambda ballot: ballot["answers"][0]["choices"].pop(), "answers[0].choices"),
        (lambda ballot: ballot["answers"][0]["choices"][0].update(x="1"), "answers[0].choices[0]"),
        (
            lambda ballot: ballot["answers"][0]["individual_proofs"].pop(),
            "answers[0].individual_proofs",
        ),
        (
            lambda ballot: ballot["answers"][0]["individual_proofs"][1].pop(),
            "answers[0].individual_proofs[1]",
        ),
        (lambda ballot: ballot["answers"][0]["overall_proof"].pop(), "answers[0].overall_proof"),
        (lambda ballot: ballot["answers"][1]["blank_proof"].pop(), "answers[1].blank_proof"),
        (
            lambda ballot: ballot["answers"][1]["blank_proof"][0].update(response=5),
            "answers[1].blank_proof[0]",
        ),
    ],
)
def test_another_shape_is_refused(change: Change, where: str) -> None:
    assert refused("Ed25519", change) == (SHAPE, where)


@pytest.mark.parametrize("change", [lambda b: b["answers"].pop(), lambda b: b["answers"].append(1)])
def test_too_few_and_too_many_answers_are_refused(change: Change) -> None:
    assert refused("Ed25519", change) == (Code.BALLOT_ANSWER_COUNT, "answers")


def test_another_election_and_another_fingerprint_are_refused() -> None:
    changes: list[tuple[Change, Code]] = [
        (lambda ballot: ballot.update(election_uuid="x" * 14), Code.BALLOT_OTHER_ELECTION),
        (lambda ballot: ballot.update(election_hash="x" * 43), Code.BALLOT_OTHER_FINGERPRINT),
    ]
    for change, code in changes:
        assert refused("Ed25519", change) == (code, "")


def test_a_ballot_over_the_size_limit_is_refused_unread() -> None:
    election = ELECTIONS["Ed25519"]
    assert refusal_of(election, b"x" * (size_limit(election) + 1)) == (Code.BALLOT_TOO_LARGE, "")
    assert refusal_of(election, b"x" * size_limit(election)) == (Code.BALLOT_NOT_JSON, "")
