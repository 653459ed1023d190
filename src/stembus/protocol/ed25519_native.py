"""The group Ed25519 on curve25519-dalek, in our own wheel (native/README.md).

An element is a `Point`, into which the wheel alone looks. Points that were decoded are members;
those of `decode_trusted` are on the curve. Work on public values takes variable time, and gives up
Python's lock meanwhile. `power`, `respond` and `scalar_from_bytes` are in constant time, but for
the conversions between bytes and int.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

import stembus_native as native

from stembus.protocol.algebra import Element, Statement, Term
from stembus.protocol.ed25519 import WIDE, Ed25519, to_bytes, to_number
from stembus.protocol.errors import Code, Rejected

_KEPT_KEYS = 64
_INTERFACE = 1

if native.INTERFACE != _INTERFACE:  # a wheel of another release
    raise ImportError(f"its interface is {native.INTERFACE}, not {_INTERFACE}")


class Native(Ed25519):
    identity = Element(native.product([]))
    generator = Element(native.base_power(to_bytes(1)))

    def decode_many(self, texts: Sequence[str]) -> list[Element]:
        return _decode(texts, members=True)

    def decode_trusted(self, texts: Sequence[str]) -> list[Element]:
        return _decode(texts, members=False)

    def encode(self, element: Element) -> str:
        return cast(native.Point, element).text()

    def product(self, elements: Iterable[Element]) -> Element:
        return Element(native.product(cast(list[native.Point], list(elements))))

    def divide(self, dividend: Element, divisor: Element) -> Element:
        points = cast(native.Point, dividend), cast(native.Point, divisor)
        return Element(native.divide(*points))

    def double_powers(self, terms: Sequence[Term]) -> list[Element]:
        read = [(a, to_bytes(x), b, to_bytes(y)) for a, x, b, y in terms]
        return cast(list[Element], native.double_powers(cast("list[native.Term]", read)))

    def multi_power(self, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
        points = cast(Sequence[native.Point], bases)
        return Element(native.multi_power(list(zip(points, map(to_bytes, exponents), strict=True))))

    def one_of_challenges(self, key: Element, statements: Sequence[Statement]) -> list[int]:
        """Commitments and their hashes, all in one call."""
        read = [
            (prefix, [(a, b, value, to_bytes(c), to_bytes(r)) for a, b, value, c, r in branches])
            for prefix, branches in statements
        ]
        prepared = _key(cast(native.Point, key))
        return list(map(to_number, prepared.challenges(cast("list[native.Statement]", read))))

    def prepare(self, base: Element) -> None:
        """Keeps tables of the last keys: 20 kB each, made in some ten microseconds."""
        _key(cast(native.Point, base))

    def power(self, base: Element, exponent: int) -> Element:
        if base == self.generator:
            return Element(native.base_power(to_bytes(exponent)))
        return Element(native.power(cast(native.Point, base), to_bytes(exponent)))

    def scalar_from_bytes(self, wide: bytes) -> int:
        return to_number(native.reduce(wide[::-1].ljust(WIDE, b"\0")))

    def respond(self, nonce: int, secret: int, challenge: int) -> int:
        return to_number(native.respond(to_bytes(nonce), to_bytes(secret), to_bytes(challenge)))


@lru_cache(maxsize=_KEPT_KEYS)
def _key(point: native.Point) -> native.Key:
    return native.Key(point)


def _decode(texts: Sequence[str], members: bool) -> list[Element]:
    try:
        return cast(list[Element], native.decode(texts, members))
    except native.NotAMember as error:
        raise Rejected(Code.ELEMENT_INVALID, f"[{error.args[0]}]") from error
