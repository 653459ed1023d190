"""ElGamal ciphertexts (§2.4): alpha = g^r, beta = y^r * g^m."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stembus.protocol.errors import Rejected, each
from stembus.protocol.group import Element, Group
from stembus.protocol.wire import Json, array, fields, text


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An encryption of m with randomness r under the key y."""

    alpha: Element
    beta: Element

    def texts(self, group: Group) -> tuple[str, str]:
        """The string forms, as challenges have them."""
        return group.encode(self.alpha), group.encode(self.beta)

    def as_json(self, group: Group) -> dict[str, Json]:
        return {"alpha": group.encode(self.alpha), "beta": group.encode(self.beta)}


@dataclass(frozen=True, slots=True)
class Opening:
    """What the maker of a ciphertext knows: its randomness r and the number m in it."""

    randomness: int
    plaintext: int


Decode: TypeAlias = Callable[[Sequence[str]], list[Element]]
"""A group's `decode_many`, `decode_bases` or `decode_trusted`."""


def parse_texts(value: Json) -> list[tuple[str, str]]:
    """The string forms in a list of ciphertexts. Refuses with `json.*` at `[index]`."""
    return each(array(value), _parse_pair)


def _parse_pair(value: Json) -> tuple[str, str]:
    alpha, beta = fields(value, "alpha", "beta")
    return text(alpha), text(beta)


def decode_ciphertexts(texts: Sequence[tuple[str, str]], decode: Decode) -> list[Ciphertext]:
    """Refuses with `element.invalid` at `[index]`, that of the first ciphertext with a fault."""
    try:
        parts = iter(decode([part for pair in texts for part in pair]))
    except Rejected:
        each(texts, lambda pair: _decode_pair(pair, decode))
        raise
    return [Ciphertext(*pair) for pair in zip(parts, parts, strict=True)]


def _decode_pair(texts: tuple[str, str], decode: Decode) -> None:
    try:
        decode(texts)
    except Rejected as refusal:
        raise Rejected(refusal.code) from refusal


def parse_ciphertexts(value: Json, decode: Decode) -> list[Ciphertext]:
    """A list of ciphertexts. Refuses with `json.*` or `element.invalid`, at `[index]`."""
    return decode_ciphertexts(parse_texts(value), decode)


def product(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """An encryption of the sum of the numbers in the ciphertexts; of none: (1, 1)."""
    factors = list(ciphertexts)
    return Ciphertext(
        group.product(factor.alpha for factor in factors),
        group.product(factor.beta for factor in factors),
    )


def combine(group: Group, openings: Sequence[Opening]) -> Opening:
    """The opening of the product of the ciphertexts that have these openings."""
    randomness = 0
    for opening in openings:
        randomness = group.respond(randomness, opening.randomness, group.order - 1)
    return Opening(randomness, sum(opening.plaintext for opening in openings))


def encrypt(group: Group, key: Element, opening: Opening) -> Ciphertext:
    return Ciphertext(
        group.power(group.generator, opening.randomness),
        mask(group, key, opening.randomness, opening.plaintext + 1),
    )


def mask(group: Group, key: Element, randomness: int, successor: int) -> Element:
    """key^randomness * g^m, where m, a secret, is given as its successor m + 1.

    A library that refuses the exponent zero would tell by its timing that m is zero.
    """
    shifted = group.product([group.power(key, randomness), group.power(group.generator, successor)])
    return group.divide(shifted, group.generator)
