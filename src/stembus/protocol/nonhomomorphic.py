"""Answers to non-homomorphic questions (§2.4): all the voter's numbers in one ciphertext.

Nothing is proved of the numbers but that the voter knows what is in the ciphertext, and so didn't
copy it from somebody else.
"""

from dataclasses import dataclass

from stembus.protocol.election import Election
from stembus.protocol.elgamal import Ciphertext
from stembus.protocol.errors import Code, within
from stembus.protocol.group import Group
from stembus.protocol.proofs import Proof, check_knowledge, parse_proof
from stembus.protocol.wire import Json, fields, text


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has the right form."""

    texts: tuple[str, str]
    proof: Proof

    def check(self, election: Election, s0: str) -> tuple[Ciphertext, ...]:
        """The ciphertext, if it is of members of the group and the proof holds.

        Refuses with `element.invalid` or `ballot.knowledge_proof`.
        """
        group = election.group
        with within("choices"):
            alpha, beta = (group.decode(part) for part in self.texts)
        prefix = f"raweg|{s0}|{group.encode(election.public_key)},{','.join(self.texts)}|"
        with within("proof"):
            check_knowledge(group, alpha, prefix, self.proof, Code.BALLOT_KNOWLEDGE_PROOF)
        return (Ciphertext(alpha, beta),)


def parse_answer(group: Group, value: Json) -> Answer:
    """Refuses with `json.*` or `scalar.out_of_range`."""
    choices, proof = fields(value, "choices", "proof")
    with within("choices"):
        alpha, beta = fields(choices, "alpha", "beta")
        texts = text(alpha), text(beta)
    with within("proof"):
        return Answer(texts, parse_proof(proof, group))


def largest_answer(group: Group) -> int:
    """A number of bytes that no answer exceeds."""
    return 128 + 2 * group.element_length + 2 * group.scalar_length
