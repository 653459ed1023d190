"""Making ballots (§2.4). Secrets go through the constant-time functions of the group."""

from collections.abc import Sequence

from stembus.protocol import homomorphic_making
from stembus.protocol.ballot import hash_to_sign
from stembus.protocol.credential import public
from stembus.protocol.election import AnyQuestion, Election, Question
from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.group import Group, Random
from stembus.protocol.proofs import prove_knowledge
from stembus.protocol.wire import Json, render


def make_ballot(
    election: Election, secret: int, choices: Sequence[Sequence[int]], random: Random
) -> bytes:
    """The bytes to cast, signed with the secret credential. `choices` has, for each question, a 0
    or 1 per answer, after one for the blank vote if the question allows it.

    Refuses with `choices.*` what the questions do not allow, or `question.unsupported`.
    """
    if len(choices) != len(election.questions):
        raise Rejected(Code.CHOICES_SHAPE)
    signer = public(election.group, secret)
    s0 = f"{election.fingerprint}|{signer}"
    answers: list[Json] = []
    for index, (question, chosen) in enumerate(zip(election.questions, choices, strict=True)):
        with within(f"[{index}]"):
            answers.append(_make_answer(election, question, s0, chosen, random))
    body: dict[str, Json] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": signer,
        "answers": answers,
    }
    return sign(election.group, secret, body, random)


def sign(group: Group, secret: int, body: dict[str, Json], random: Random) -> bytes:
    """The bytes of a ballot, given all of it but its signature."""
    signed_hash = hash_to_sign(body)
    proof = prove_knowledge(group, secret, f"sig|{signed_hash}|", random)
    signature: Json = {"hash": signed_hash, "proof": proof.as_json()}
    return render({**body, "signature": signature})


def _make_answer(
    election: Election, question: AnyQuestion, s0: str, choices: Sequence[int], random: Random
) -> Json:
    match question:
        case Question():
            return homomorphic_making.make_answer(election, question, s0, choices, random)
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)
