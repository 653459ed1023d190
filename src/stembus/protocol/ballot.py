"""Ballots (§2.4): answers bound to an election and signed with a credential."""

from dataclasses import dataclass
from typing import TypeAlias

from stembus.protocol import homomorphic, nonhomomorphic
from stembus.protocol.election import AnyQuestion, Election, NonHomomorphicQuestion, Question
from stembus.protocol.elgamal import Ciphertext, parse_ciphertexts
from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Group
from stembus.protocol.hashing import sha256_b64
from stembus.protocol.proofs import check_knowledge, parse_proof
from stembus.protocol.wire import Json, array, fields, mapping, parse_canonical, render, text

Answer: TypeAlias = homomorphic.Answer | nonhomomorphic.Answer

_CODES = {
    Code.JSON_INVALID: Code.BALLOT_NOT_JSON,
    Code.JSON_NOT_CANONICAL: Code.BALLOT_NOT_CANONICAL,
    Code.JSON_SHAPE: Code.BALLOT_SHAPE,
}


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot that holds, by a credential that may still be unlisted.

    `answers` has the ciphertexts of each question, the blank indicator first.
    """

    tracker: str
    credential: str
    answers: tuple[tuple[Ciphertext, ...], ...]


def hash_to_sign(body: Json) -> str:
    """h: the hash of the ballot without its signature."""
    unsigned = {name: value for name, value in mapping(body).items() if name != "signature"}
    return sha256_b64(render(unsigned))


def tracker(raw: bytes) -> str:
    """What the voter keeps to find the ballot again: its hash, in Base64."""
    return sha256_b64(raw)


def size_limit(election: Election) -> int:
    """The bytes that a ballot may have: about twice what is needed, so that one with something
    too many is still refused for that."""
    group = election.group
    envelope = 256 + group.element_length + 2 * group.scalar_length
    return 2 * (envelope + sum(_largest_answer(group, question) for question in election.questions))


def check_ballot(raw: bytes, election: Election) -> Ballot:
    """The ballot in `raw`, if everything about it is right but that its credential is listed,
    which is for the caller to see.

    Refuses with `ballot.*`, `element.invalid`, `scalar.out_of_range` or `question.unsupported`:
    first what has not the right form, then a wrong signature, then answers that do not hold.
    """
    if len(raw) > size_limit(election):
        raise Rejected(Code.BALLOT_TOO_LARGE)
    with renamed(_CODES):
        body = parse_canonical(raw)
        uuid, fingerprint, key, values, signature = fields(
            body, "election_uuid", "election_hash", "credential", "answers", "signature"
        )
        _check_same(uuid, election.uuid, Code.BALLOT_OTHER_ELECTION)
        _check_same(fingerprint, election.fingerprint, Code.BALLOT_OTHER_FINGERPRINT)
        signer = text(key)
        answers = _parse_answers(election, values)
        _check_signature(election.group, signer, _signed(raw, signature), signature)
    s0 = f"{election.fingerprint}|{signer}"
    with within("answers"):
        return Ballot(
            tracker(raw), signer, tuple(each(answers, lambda answer: answer.check(election, s0)))
        )


def read_ballot(raw: bytes, election: Election) -> Ballot:
    """A ballot that `check_ballot` let through before: read, and not checked again."""
    values = mapping(parse_canonical(raw))
    choices = [mapping(answer)["choices"] for answer in array(values["answers"])]
    lists: list[Json] = [item if isinstance(item, list) else [item] for item in choices]
    return Ballot(
        tracker(raw),
        text(values["credential"]),
        tuple(tuple(parse_ciphertexts(item, election.group.decode_trusted)) for item in lists),
    )


def _check_same(value: Json, expected: str, refusal: Code) -> None:
    if text(value) != expected:
        raise Rejected(refusal)


def _signed(raw: bytes, signature: Json) -> str:
    """`hash_to_sign` of a canonical ballot: its last field is the signature, which is cut off."""
    end = b',"signature":' + render(signature) + b"}"
    return sha256_b64(raw[: -len(end)] + b"}")


def _check_signature(group: Group, signer: str, signed: str, signature: Json) -> None:
    with within("credential"):
        public = group.decode(signer)
    with within("signature"):
        signed_hash, value = fields(signature, "hash", "proof")
        if text(signed_hash) != signed:
            raise Rejected(Code.BALLOT_SIGNATURE)
        with within("proof"):
            proof = parse_proof(value, group)
        check_knowledge(group, public, f"sig|{signed_hash}|", proof, Code.BALLOT_SIGNATURE)


def _parse_answers(election: Election, value: Json) -> list[Answer]:
    answers = array(value)
    if len(answers) != len(election.questions):
        raise Rejected(Code.BALLOT_ANSWER_COUNT, "answers")
    with within("answers"):
        pairs = zip(election.questions, answers, strict=True)
        return each(pairs, lambda pair: _parse_answer(election.group, *pair))


# One case for each kind of question


def _parse_answer(group: Group, question: AnyQuestion, value: Json) -> Answer:
    match question:
        case Question():
            return homomorphic.parse_answer(group, question, value)
        case NonHomomorphicQuestion():
            return nonhomomorphic.parse_answer(group, value)
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)


def _largest_answer(group: Group, question: AnyQuestion) -> int:
    match question:
        case Question():
            return homomorphic.largest_answer(group, question)
        case NonHomomorphicQuestion():
            return nonhomomorphic.largest_answer(group)
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)
