"""Zero-knowledge proofs (§2): knowledge of a secret, equality of two secrets, one of several.

All have the shape {"challenge", "response"} with response = nonce - secret * challenge. They are
verified by computing the commitments from it and comparing the challenge with their hash. A
`check` function returns nothing or refuses, with the code that the caller gives: what a proof
means depends on where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stembus.protocol.elgamal import Ciphertext, Opening, mask
from stembus.protocol.errors import Code, Rejected, each
from stembus.protocol.group import Branch, Element, Group, Random
from stembus.protocol.hashing import challenge
from stembus.protocol.wire import Json, array, fields, scalar


@dataclass(frozen=True, slots=True)
class Proof:
    challenge: int
    response: int

    def as_json(self) -> dict[str, Json]:
        return {"challenge": str(self.challenge), "response": str(self.response)}


def parse_proof(value: Json, group: Group) -> Proof:
    """Refuses with `json.*` or `scalar.out_of_range`."""
    own, response = fields(value, "challenge", "response")
    return Proof(scalar(own, group.order), scalar(response, group.order))


def parse_proofs(value: Json, count: int, group: Group) -> list[Proof]:
    """That many proofs. Refuses like `parse_proof`, at `[index]`."""
    return each(array(value, count), lambda item: parse_proof(item, group))


# Knowledge of the secret behind a public element: trustees' keys and signatures (§2.2, §2.4)


def prove_knowledge(group: Group, secret: int, prefix: str, random: Random) -> Proof:
    nonce = group.random_scalar(random)
    commitment = group.power(group.generator, nonce)
    common = challenge(group.order, prefix, [group.encode(commitment)])
    return Proof(common, group.respond(nonce, secret, common))


def check_knowledge(
    group: Group, public: Element, prefix: str, proof: Proof, refusal: Code
) -> None:
    """That the prover knows the logarithm of `public`."""
    terms = [(group.generator, proof.response, public, proof.challenge)]
    _compare(group, prefix, group.double_powers(terms), proof.challenge, refusal)


# Equality of the logarithms of two elements for two bases: partial decryptions (§2.5)


def prove_equality(group: Group, secret: int, base: Element, prefix: str, random: Random) -> Proof:
    """That g^secret and base^secret have the same exponent."""
    nonce = group.random_scalar(random)
    commitments = [group.power(group.generator, nonce), group.power(base, nonce)]
    common = challenge(group.order, prefix, map(group.encode, commitments))
    return Proof(common, group.respond(nonce, secret, common))


def check_equality(
    group: Group,
    public: Element,
    base: Element,
    power: Element,
    prefix: str,
    proof: Proof,
    refusal: Code,
) -> None:
    """That `power` is base^secret, where `public` is g^secret."""
    terms = [
        (group.generator, proof.response, public, proof.challenge),
        (base, proof.response, power, proof.challenge),
    ]
    _compare(group, prefix, group.double_powers(terms), proof.challenge, refusal)


# One of several ciphertexts encrypts the value that is said of it: ballots (§2.4)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The statement that for at least one of (ciphertext, value), the one encrypts the other.

    `prefix` is what the challenge's hash begins with; `refusal` and `where` are for when the
    statement is not proved.
    """

    branches: tuple[tuple[Ciphertext, int], ...]
    prefix: str
    refusal: Code
    where: str


def check_one_of(
    group: Group, key: Element, proved: Sequence[tuple[OneOf, Sequence[Proof]]]
) -> None:
    """All these statements, each with a proof per branch; with one call of the group for all.

    Refuses with the code and the place of the first that is not proved.
    """
    stated = [(statement.prefix, [*_branches(statement, proofs)]) for statement, proofs in proved]
    found = group.one_of_challenges(key, stated)
    for (statement, proofs), common in zip(proved, found, strict=True):
        if common != sum(proof.challenge for proof in proofs) % group.order:
            raise Rejected(statement.refusal, statement.where)


def _branches(statement: OneOf, proofs: Sequence[Proof]) -> Iterator[Branch]:
    for (ciphertext, value), proof in zip(statement.branches, proofs, strict=True):
        yield ciphertext.alpha, ciphertext.beta, value, proof.challenge, proof.response


def prove_one_of(
    group: Group, key: Element, statement: OneOf, openings: Sequence[Opening], random: Random
) -> list[Proof]:
    """A proof of a true statement, of whose ciphertexts the `openings` are known.

    Every branch is treated alike, so that the time does not tell which is true: its nonce and
    its challenge are random; as the randomness is known, the commitments are powers of g and y
    only. In the true branch they do not depend on the challenge, which is therefore set last.
    """
    nonces = [group.random_scalar(random) for _ in openings]
    challenges = [group.random_scalar(random) for _ in openings]
    commitments: list[Element] = []
    missing = [
        (value - opening.plaintext) % group.order
        for (_, value), opening in zip(statement.branches, openings, strict=True)
    ]
    for nonce, own, difference in zip(nonces, challenges, missing, strict=True):
        successor = group.respond(1, difference, own)
        commitments += [group.power(group.generator, nonce), mask(group, key, nonce, successor)]
    common = challenge(group.order, statement.prefix, map(group.encode, commitments))
    true = missing.index(0)
    challenges[true] = (challenges[true] + common - sum(challenges)) % group.order
    return [
        Proof(own, group.respond(nonce, opening.randomness, own))
        for own, nonce, opening in zip(challenges, nonces, openings, strict=True)
    ]


def _compare(
    group: Group, prefix: str, commitments: Sequence[Element], expected: int, refusal: Code
) -> None:
    if challenge(group.order, prefix, map(group.encode, commitments)) != expected:
        raise Rejected(refusal)
