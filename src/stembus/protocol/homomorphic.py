"""Answers to homomorphic questions (§2.4): one ciphertext of 0 or 1 per answer, with proofs.

In the text that is hashed, S0 is the fingerprint and the credential, joined by `|`; S is S0 and all
ciphertexts of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stembus.protocol.election import Election, Question
from stembus.protocol.elgamal import Ciphertext, decode_ciphertexts, parse_texts, product
from stembus.protocol.errors import Code, Rejected, each, within
from stembus.protocol.group import Group
from stembus.protocol.proofs import OneOf, Proof, check_one_of, parse_proofs
from stembus.protocol.wire import Json, array, fields

Branches: TypeAlias = tuple[tuple[Ciphertext, int], ...]


def statements(
    group: Group, question: Question, s0: str, ciphertexts: Sequence[Ciphertext]
) -> list[OneOf]:
    """What is proved of an answer: of each ciphertext that it encrypts 0 or 1; that min to max are
    chosen, or the vote is blank; and, where a vote may be blank, that it chooses nothing then."""
    texts = [",".join(ciphertext.texts(group)) for ciphertext in ciphertexts]
    s = f"{s0}|{','.join(texts)}"
    total = product(group, ciphertexts[question.blank :])
    allowed = tuple((total, count) for count in range(question.min, question.max + 1))
    individual = [
        _individual(f"prove|{s0}|{own}|", ciphertext, index)
        for index, (ciphertext, own) in enumerate(zip(ciphertexts, texts, strict=True))
    ]
    if not question.blank:
        return [*individual, _overall(f"prove|{s}|{','.join(total.texts(group))}|", allowed)]
    indicator = ciphertexts[0]
    return [
        *individual,
        _overall(f"bproof1|{s}|", ((indicator, 1), *allowed)),
        _blank(f"bproof0|{s}|", ((indicator, 0), (total, 0))),
    ]


def _individual(prefix: str, ciphertext: Ciphertext, index: int) -> OneOf:
    branches = (ciphertext, 0), (ciphertext, 1)
    return OneOf(branches, prefix, Code.BALLOT_INDIVIDUAL_PROOF, f"individual_proofs[{index}]")


def _overall(prefix: str, branches: Branches) -> OneOf:
    return OneOf(branches, prefix, Code.BALLOT_OVERALL_PROOF, "overall_proof")


def _blank(prefix: str, branches: Branches) -> OneOf:
    return OneOf(branches, prefix, Code.BALLOT_BLANK_PROOF, "blank_proof")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has the right form; the proofs are in the order of `statements`."""

    question: Question
    choices: list[tuple[str, str]]
    proofs: list[list[Proof]]

    def check(self, election: Election, s0: str) -> tuple[Ciphertext, ...]:
        """The ciphertexts, if they are members of the group and all proofs hold.

        Refuses with `element.invalid` or `ballot.*_proof`.
        """
        try:
            ciphertexts = decode_ciphertexts(self.choices, election.group.decode_bases)
            stated = statements(election.group, self.question, s0, ciphertexts)
            proved = list(zip(stated, self.proofs, strict=True))
            check_one_of(election.group, election.public_key, proved)
        except Rejected:
            with within("choices"):  # if the fault is in a ciphertext, say in which
                decode_ciphertexts(self.choices, election.group.decode_many)
            raise
        return tuple(ciphertexts)


def parse_answer(group: Group, question: Question, value: Json) -> Answer:
    """Refuses with `json.*` or `scalar.out_of_range`."""
    names = ["choices", "individual_proofs", "overall_proof", "blank_proof"]
    choices, individual, overall, *blank = fields(value, *(names if question.blank else names[:3]))
    with within("choices"):
        texts = parse_texts(array(choices, question.size))
    with within("individual_proofs"):
        pairs = array(individual, question.size)
        proofs = each(pairs, lambda pair: parse_proofs(pair, 2, group))
    with within("overall_proof"):
        count = question.max - question.min + 1 + question.blank
        proofs.append(parse_proofs(overall, count, group))
    with within("blank_proof"):
        proofs += [parse_proofs(pair, 2, group) for pair in blank]
    return Answer(question, texts, proofs)


def largest_answer(group: Group, question: Question) -> int:
    """A number of bytes that no answer to this question exceeds."""
    ciphertext = 2 * group.element_length + 32
    proof = 2 * group.scalar_length + 36
    proofs = 2 * question.size + (question.max - question.min + 1) + 3 * question.blank
    return 128 + question.size * ciphertext + proofs * proof
