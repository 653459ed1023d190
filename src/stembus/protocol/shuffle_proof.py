"""The proof that ciphertexts were shuffled (§2.5): put in another order, encrypted anew, and
nothing else. It is that of Terelius and Wikström in the form of CHVote.

The shuffler committed to the permutation (c) and to a chain of products of challenges u in the
permuted order (c_hat). The t are commitments to nonces, the s responses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from stembus.protocol.election import Election
from stembus.protocol.elgamal import Ciphertext
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import Element, Group
from stembus.protocol.hashing import challenge, sha256_hex
from stembus.protocol.wire import Json, array, scalar, text


@dataclass(frozen=True, slots=True)
class ShuffleProof:
    """With the names of §2.5; t4 is split in t41 and t42."""

    t: tuple[Element, ...]
    t_hat: tuple[Element, ...]
    s: tuple[int, ...]
    s_hat: tuple[int, ...]
    s_prime: tuple[int, ...]
    c: tuple[Element, ...]
    c_hat: tuple[Element, ...]


def parse_shuffle_proof(value: Json, group: Group, size: int) -> ShuffleProof:
    """The proof for a shuffle of `size` ciphertexts.

    Refuses with `json.*`, `element.invalid` or `scalar.out_of_range`.
    """
    commitments, responses, c, c_hat = array(value, 4)
    t1, t2, t3, t4, t_hat = array(commitments, 5)
    s1, s2, s3, s4, s_hat, s_prime = array(responses, 6)
    return ShuffleProof(
        t=_elements([t1, t2, t3, *array(t4, 2)], group, 5),
        t_hat=_elements(t_hat, group, size),
        s=_scalars([s1, s2, s3, s4], group, 4),
        s_hat=_scalars(s_hat, group, size),
        s_prime=_scalars(s_prime, group, size),
        c=_elements(c, group, size),
        c_hat=_elements(c_hat, group, size),
    )


def _elements(value: Json, group: Group, size: int) -> tuple[Element, ...]:
    return tuple(group.decode_many([text(item) for item in array(value, size)]))


def _scalars(value: Json, group: Group, size: int) -> tuple[int, ...]:
    return tuple(scalar(item, group.order) for item in array(value, size))


def check_shuffle_proof(
    election: Election,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    proof: ShuffleProof,
) -> None:
    """That `after` is a shuffle of `before`. Refuses with `shuffle.proof`."""
    group = election.group
    pair = _listed(group, before) + _listed(group, after)
    exponents = _exponents(election, pair, proof)
    final = group.order - _challenge(election, pair, proof)
    permutation = _permutation_commitments(group, exponents, final, proof)
    encryption = _encryption_commitments(election, before, after, exponents, final, proof)
    if (*permutation, *encryption) != proof.t or _chain(group, final, proof) != proof.t_hat:
        raise Rejected(Code.SHUFFLE_PROOF)


# What is hashed: every item is followed by a comma, also the last


def _listed(group: Group, ciphertexts: Iterable[Ciphertext]) -> str:
    return "".join(f"{part}," for each in ciphertexts for part in each.texts(group))


def _elements_listed(group: Group, elements: Iterable[Element]) -> str:
    return "".join(f"{group.encode(element)}," for element in elements)


def _exponents(election: Election, pair: str, proof: ShuffleProof) -> list[int]:
    """The u: random numbers, one per ciphertext, that the shuffler could not choose."""
    group = election.group
    committed = _elements_listed(group, proof.c)
    seed = f"shuffle-challenges|{election.fingerprint}|{pair}{committed}"
    first = sha256_hex(seed.encode())
    seconds = (sha256_hex(str(index).encode()) for index in range(len(proof.c)))
    return [challenge(group.order, first + second, []) for second in seconds]


def _challenge(election: Election, pair: str, proof: ShuffleProof) -> int:
    group = election.group
    t, t_hat, c, c_hat = (
        _elements_listed(group, part) for part in (proof.t, proof.t_hat, proof.c, proof.c_hat)
    )
    prefix = f"shuffle-challenge|{election.fingerprint}|{t}{t_hat}{pair}{c}{c_hat}"
    return challenge(group.order, prefix, [group.encode(election.public_key)])


# The commitments, computed from the responses; `final` is the negated challenge


def _permutation_commitments(
    group: Group, exponents: Sequence[int], final: int, proof: ShuffleProof
) -> tuple[Element, Element, Element]:
    """That c commits to a permutation, and that the chain applies it to the exponents."""
    g, h = group.generator, group.independent_generator(-1)
    h_each = [group.independent_generator(index) for index in range(len(proof.c))]
    s1, s2, s3, _ = proof.s
    ratio = group.divide(group.product(proof.c), group.product(h_each))
    all_exponents = reduce(lambda x, y: x * y % group.order, exponents, 1)
    end = group.divide([h, *proof.c_hat][-1], group.multi_power([h], [all_exponents]))
    weighted = group.multi_power(proof.c, exponents)
    return (
        group.multi_power([ratio, g], [final, s1]),
        group.multi_power([end, g], [final, s2]),
        group.multi_power([weighted, g, *h_each], [final, s3, *proof.s_prime]),
    )


def _encryption_commitments(
    election: Election,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    exponents: Sequence[int],
    final: int,
    proof: ShuffleProof,
) -> tuple[Element, Element]:
    """That the ciphertexts after the shuffle encrypt, permuted, what those before it did."""

    def commitment(base: Element, old: Sequence[Element], new: Sequence[Element]) -> Element:
        bases = [group.multi_power(old, exponents), base, *new]
        return group.multi_power(bases, [final, group.order - proof.s[3], *proof.s_prime])

    group = election.group
    return (
        commitment(election.public_key, [x.beta for x in before], [x.beta for x in after]),
        commitment(group.generator, [x.alpha for x in before], [x.alpha for x in after]),
    )


def _chain(group: Group, final: int, proof: ShuffleProof) -> tuple[Element, ...]:
    links = [group.independent_generator(-1), *proof.c_hat]
    parts = zip(links[1:], proof.s_hat, links[:-1], proof.s_prime, strict=True)
    return tuple(
        group.multi_power([link, group.generator, previous], [final, s_hat, s_prime])
        for link, s_hat, previous, s_prime in parts
    )
