"""Whatever is changed in a ballot, even if it is signed again, is refused with its own code."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.election import Election, Question
from stembus.protocol.errors import Code
from stembus.protocol.wire import parse
from tests.protocol.altering import BALLOTS, ELECTIONS, Change, altered, refusal_of, refused
from tests.protocol.making import CHOICES, PLAIN, WITH_BLANK, ballot_for, seeded

both_groups = pytest.mark.parametrize("name", ELECTIONS)


def proof_groups(ballot: Any) -> Iterator[tuple[list[Any], Code, str]]:
    """Each list of proofs of one statement, with its code and its place."""
    for index, answer in enumerate(ballot["answers"]):
        place = f"answers[{index}]"
        for choice, proofs in enumerate(answer["individual_proofs"]):
            where = f"{place}.individual_proofs[{choice}]"
            yield proofs, Code.BALLOT_INDIVIDUAL_PROOF, where
        yield answer["overall_proof"], Code.BALLOT_OVERALL_PROOF, f"{place}.overall_proof"
        if "blank_proof" in answer:
            yield answer["blank_proof"], Code.BALLOT_BLANK_PROOF, f"{place}.blank_proof"


PROOFS = [
    (group_index, proof_index, part, code, where)
    for group_index, (proofs, code, where) in enumerate(proof_groups(parse(BALLOTS["Ed25519"])))
    for proof_index in range(len(proofs))
    for part in ("challenge", "response")
]


@both_groups
@pytest.mark.parametrize(("group_index", "proof_index", "part", "code", "where"), PROOFS)
def test_every_altered_proof_is_refused(
    name: str, group_index: int, proof_index: int, part: str, code: Code, where: str
) -> None:
    order = ELECTIONS[name].group.order

    def change(ballot: Any) -> None:
        proof = list(proof_groups(ballot))[group_index][0][proof_index]
        proof[part] = str((int(proof[part]) + 1) % order)

    assert refused(name, change) == (code, where)


@pytest.mark.parametrize(("group_index", "proof_index", "part", "code", "where"), PROOFS)
def test_every_number_of_q_and_above_is_refused(
    group_index: int, proof_index: int, part: str, code: Code, where: str
) -> None:
    def change(ballot: Any) -> None:
        proof = list(proof_groups(ballot))[group_index][0][proof_index]
        proof[part] = str(int(proof[part]) + ELECTIONS["Ed25519"].group.order)

    assert refused("Ed25519", change) == (Code.SCALAR_OUT_OF_RANGE, f"{where}[{proof_index}]")


@both_groups
@pytest.mark.parametrize("part", ["challenge", "response"])
def test_an_altered_signature_is_refused(name: str, part: str) -> None:
    order = ELECTIONS[name].group.order

    def add(number: int) -> Change:
        def change(ballot: Any) -> None:
            proof = ballot["signature"]["proof"]
            proof[part] = str(int(proof[part]) + number)

        return change

    one_more = altered(BALLOTS[name], add(1))
    assert refusal_of(ELECTIONS[name], one_more) == (Code.BALLOT_SIGNATURE, "signature")
    beyond = altered(BALLOTS[name], add(order))
    where = "signature.proof"
    assert refusal_of(ELECTIONS[name], beyond) == (Code.SCALAR_OUT_OF_RANGE, where)


@both_groups
def test_an_altered_answer_needs_another_signature(name: str) -> None:
    def change(ballot: Any) -> None:
        ballot["answers"][0]["choices"].reverse()

    raw = altered(BALLOTS[name], change)
    assert refusal_of(ELECTIONS[name], raw) == (Code.BALLOT_SIGNATURE, "signature")


@both_groups
def test_a_signature_by_another_credential_is_refused(name: str) -> None:
    election = ELECTIONS[name]
    other = election.group.encode(election.group.power(election.group.generator, 12345))
    assert refused(name, lambda ballot: ballot.update(credential=other))[0] == Code.BALLOT_SIGNATURE


def test_answers_taken_from_another_voter_are_refused() -> None:
    """Their proofs are bound to the credential that they were made with."""
    election = ELECTIONS["Ed25519"]
    theirs: Any = parse(make_ballot(election, 12345, CHOICES, seeded("theirs")))
    code, where = refused("Ed25519", lambda ballot: ballot.update(answers=theirs["answers"]))
    assert (code, where) == (Code.BALLOT_INDIVIDUAL_PROOF, "answers[0].individual_proofs[0]")


def test_choices_that_change_places_with_their_proofs_are_refused() -> None:
    def change(ballot: Any) -> None:
        for field in ("choices", "individual_proofs"):
            ballot["answers"][0][field].reverse()

    assert refused("Ed25519", change) == (Code.BALLOT_OVERALL_PROOF, "answers[0].overall_proof")


def test_answers_that_change_places_are_refused() -> None:
    assert refused("Ed25519", lambda ballot: ballot["answers"].reverse())[0] == Code.BALLOT_SHAPE


@both_groups
@pytest.mark.parametrize(
    ("least", "most", "choices"), [(2, 3, [1, 1, 1]), (0, 1, [0, 0, 0])], ids=["over", "under"]
)
def test_over_and_undervotes_are_refused(
    name: str, least: int, most: int, choices: list[int]
) -> None:
    """The prover is made to believe that the question allows what it does not."""
    loose: tuple[Question, ...] = (replace(PLAIN, min=least, max=most), WITH_BLANK)
    believed: Election = replace(ELECTIONS[name], questions=loose)
    raw = ballot_for(believed, [choices, [1, 0, 0]])
    overall = Code.BALLOT_OVERALL_PROOF, "answers[0].overall_proof"
    assert refusal_of(ELECTIONS[name], raw) == overall


def test_a_blank_vote_that_chooses_too_is_refused() -> None:
    """The indicator of a blank ballot is put before the choices of another one."""
    blank: Any = parse(ballot_for(ELECTIONS["Ed25519"], [[1, 0, 0], [1, 0, 0]], "other"))

    def change(ballot: Any) -> None:
        for field in ("choices", "individual_proofs"):
            ballot["answers"][1][field][0] = blank["answers"][1][field][0]

    assert refused("Ed25519", change) == (Code.BALLOT_OVERALL_PROOF, "answers[1].overall_proof")
