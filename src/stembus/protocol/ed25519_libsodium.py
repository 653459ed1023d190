"""The group Ed25519 on libsodium: what computes where the native core is not installed.

An element is its 32 bytes of RFC 8032.

libsodium's `scalarmult` multiplies in constant time and refuses a point that is not canonical or
outside the subgroup of prime order, so bases need no other check. It also refuses the identity
and the exponent zero, both of which the protocol allows, and takes exponents of q and above: all
three are dealt with here and in `wire.scalar`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import cast

from nacl import bindings as sodium
from nacl.exceptions import RuntimeError as SodiumError

from stembus.protocol.algebra import Element, Term
from stembus.protocol.ed25519 import WIDE, Ed25519, to_bytes, to_number
from stembus.protocol.errors import Code, Rejected, each

_PRIME = 2**255 - 19
_SIGN = 2**255
_TEXT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_IDENTITY = b"\x01" + bytes(31)
_GENERATOR = b"\x58" + b"\x66" * 31


class Libsodium(Ed25519):
    identity = Element(_IDENTITY)
    generator = Element(_GENERATOR)

    def decode_many(self, texts: Sequence[str]) -> list[Element]:
        return each(texts, _decode_member)

    def decode_bases(self, texts: Sequence[str]) -> list[Element]:
        return each(texts, _decode)

    def decode_trusted(self, texts: Sequence[str]) -> list[Element]:
        return self.decode_bases(texts)

    def encode(self, element: Element) -> str:
        return cast(bytes, element)[::-1].hex()

    def product(self, elements: Iterable[Element]) -> Element:
        points = cast(Iterable[bytes], elements)
        return Element(reduce(_add, points, _IDENTITY))

    def divide(self, dividend: Element, divisor: Element) -> Element:
        points = cast(bytes, dividend), cast(bytes, divisor)
        return Element(_sodium(sodium.crypto_core_ed25519_sub, *points))

    def double_powers(self, terms: Sequence[Term]) -> list[Element]:
        return [
            Element(_add(_power(cast(bytes, a), x), _power(cast(bytes, b), y)))
            for a, x, b, y in terms
        ]

    def power(self, base: Element, exponent: int) -> Element:
        """In constant time, unless the base is the identity or the exponent zero."""
        return Element(_power(cast(bytes, base), exponent))

    def scalar_from_bytes(self, wide: bytes) -> int:
        """In constant time, but for the conversions between bytes and int."""
        little = wide[::-1].ljust(WIDE, b"\0")
        return to_number(sodium.crypto_core_ed25519_scalar_reduce(little))

    def respond(self, nonce: int, secret: int, challenge: int) -> int:
        """In constant time, but for the conversions between bytes and int."""
        product = sodium.crypto_core_ed25519_scalar_mul(to_bytes(secret), to_bytes(challenge))
        return to_number(sodium.crypto_core_ed25519_scalar_sub(to_bytes(nonce), product))


def _decode(text: str) -> Element:
    """The bytes of a canonical string form; not whether they are a point.

    libsodium takes y >= p and the sign of x = 0 for other names of the same point in additions.
    """
    if not _TEXT.fullmatch(text):
        raise Rejected(Code.ELEMENT_INVALID)
    number = int(text, 16)
    if number % _SIGN >= _PRIME or number in (_SIGN + 1, _SIGN + _PRIME - 1):
        raise Rejected(Code.ELEMENT_INVALID)
    return Element(bytes.fromhex(text)[::-1])


def _decode_member(text: str) -> Element:
    element = _decode(text)
    _check_member(element)
    return element


def _check_member(element: Element) -> None:
    point = cast(bytes, element)
    if point != _IDENTITY and not sodium.crypto_core_ed25519_is_valid_point(point):
        raise Rejected(Code.ELEMENT_INVALID)


def _sodium(function: Callable[..., bytes], *arguments: bytes) -> bytes:
    """Call libsodium, which fails for what is not a point, or not one that it multiplies."""
    try:
        return function(*arguments)
    except SodiumError as error:
        raise Rejected(Code.ELEMENT_INVALID) from error


def _add(a: bytes, b: bytes) -> bytes:
    return _sodium(sodium.crypto_core_ed25519_add, a, b)


def _power(base: bytes, exponent: int) -> bytes:
    """base^exponent, if the base is a member; in constant time but for the first case."""
    if exponent == 0 or base == _IDENTITY:
        _check_member(Element(base))
        return _IDENTITY
    if base == _GENERATOR:
        return _sodium(sodium.crypto_scalarmult_ed25519_base_noclamp, to_bytes(exponent))
    return _sodium(sodium.crypto_scalarmult_ed25519_noclamp, to_bytes(exponent), base)
