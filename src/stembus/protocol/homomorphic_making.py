"""Making answers to homomorphic questions (§2.4)."""

from collections.abc import Sequence

from stembus.protocol.election import Election, Question
from stembus.protocol.elgamal import Opening, combine, encrypt
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import Random
from stembus.protocol.homomorphic import statements
from stembus.protocol.proofs import OneOf, prove_one_of
from stembus.protocol.wire import Json


def make_answer(
    election: Election, question: Question, s0: str, choices: Sequence[int], random: Random
) -> dict[str, Json]:
    """An answer in JSON. `choices` has a 0 or 1 per ciphertext: the blank indicator, if there is
    one, and the answers.

    Refuses with `choices.*` what the question does not allow.
    """
    _check_choices(question, choices)
    group, key = election.group, election.public_key
    openings = [Opening(group.random_scalar(random), choice) for choice in choices]
    ciphertexts = [encrypt(group, key, opening) for opening in openings]
    blank, total = openings[: question.blank], combine(group, openings[question.blank :])
    counts = question.max - question.min + 1
    known = [[own, own] for own in openings]
    known += [[*blank, *[total] * counts]]
    known += [[*blank, total]] * question.blank
    stated = statements(group, question, s0, ciphertexts)
    proofs = [
        _prove(election, statement, opened, random)
        for statement, opened in zip(stated, known, strict=True)
    ]
    overall, *blank_proof = proofs[question.size :]
    return {
        "choices": [ciphertext.as_json(group) for ciphertext in ciphertexts],
        "individual_proofs": proofs[: question.size],
        "overall_proof": overall,
        **({"blank_proof": blank_proof[0]} if question.blank else {}),
    }


def _prove(election: Election, statement: OneOf, known: Sequence[Opening], random: Random) -> Json:
    proofs = prove_one_of(election.group, election.public_key, statement, known, random)
    return [proof.as_json() for proof in proofs]


def _check_choices(question: Question, choices: Sequence[int]) -> None:
    if len(choices) != question.size or not set(choices) <= {0, 1}:
        raise Rejected(Code.CHOICES_SHAPE)
    chosen = sum(choices[question.blank :])
    if question.blank and choices[0]:
        if chosen:
            raise Rejected(Code.CHOICES_BLANK)
    elif chosen < question.min:
        raise Rejected(Code.CHOICES_TOO_FEW)
    elif chosen > question.max:
        raise Rejected(Code.CHOICES_TOO_MANY)
