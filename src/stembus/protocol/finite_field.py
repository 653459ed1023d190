"""Prime-order subgroups of the integers modulo a prime (§1.1), on GMP.

An element is a number in [1, p) and its string form is decimal. Arithmetic on secrets takes
GMP's constant-time `powm_sec`; the multiplications around it, and everything else, are in variable
time.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import count
from typing import Any, TypeAlias, cast

import gmpy2

from stembus.protocol import finite_field_numbers as numbers
from stembus.protocol.algebra import Element, Group, Random, Term, independent_number, last_numbers
from stembus.protocol.errors import Code, Rejected, each

_DECIMAL = re.compile(r"[1-9][0-9]*", re.ASCII)
_KEPT_TABLES = 8
_LIMB_BITS = 64
_EMBEDDING_PADDING = 8  # bits

Number: TypeAlias = Any  # gmpy2.mpz: the library has no types


class FiniteField(Group):
    def __init__(self, name: str, p: int, q: int, g: int) -> None:
        self.name = name
        self.order = q
        self.identity = Element(gmpy2.mpz(1))
        self.generator = Element(gmpy2.mpz(g))
        self._p: Number = gmpy2.mpz(p)
        self._q: Number = gmpy2.mpz(q)
        self._safe_prime = p == 2 * q + 1
        self.capacity = 254 if self._safe_prime else 0
        self.element_length = len(str(p))
        self._padding = _exponent_padding(q)
        self._tables: dict[Element, _Table] = {}

    def decode_many(self, texts: Sequence[str]) -> list[Element]:
        return each(texts, self._decode)

    def decode_trusted(self, texts: Sequence[str]) -> list[Element]:
        return each(texts, self._parse)

    def _decode(self, text: str) -> Element:
        element = self._parse(text)
        if not self._is_member(element):
            raise Rejected(Code.ELEMENT_INVALID)
        return element

    def _parse(self, text: str) -> Element:
        """A number below p; whether it is a member is not seen."""
        if len(text) > self.element_length or not _DECIMAL.fullmatch(text):
            raise Rejected(Code.ELEMENT_INVALID)
        number = gmpy2.mpz(text)
        if number >= self._p:
            raise Rejected(Code.ELEMENT_INVALID)
        return Element(number)

    def _is_member(self, number: Number) -> bool:
        """number^q = 1; for a safe prime that is to be a square, which is cheaper to see."""
        if self._safe_prime:
            return bool(gmpy2.jacobi(number, self._p) == 1)
        return bool(gmpy2.powmod(number, self._q, self._p) == 1)

    def encode(self, element: Element) -> str:
        return str(element)

    def numbers(self, element: Element, count: int) -> list[int]:
        return last_numbers(int(cast(Number, element)) >> _EMBEDDING_PADDING, count)

    def independent_generator(self, index: int) -> Element:
        """A hash, to the power of (p - 1) / q, to be in the subgroup."""
        number = gmpy2.mpz(independent_number(index))
        return Element(gmpy2.powmod(number, (self._p - 1) // self._q, self._p))

    def sort_key(self, element: Element) -> Number:
        return element

    def product(self, elements: Iterable[Element]) -> Element:
        result: Number = gmpy2.mpz(1)
        for element in elements:
            result = result * element % self._p
        return Element(result)

    def divide(self, dividend: Element, divisor: Element) -> Element:
        inverse: Number = gmpy2.invert(divisor, self._p)
        return Element(inverse * dividend % self._p)

    def double_powers(self, terms: Sequence[Term]) -> list[Element]:
        return [
            Element(self._public_power(a, x) * self._public_power(b, y) % self._p)
            for a, x, b, y in terms
        ]

    def _public_power(self, base: Element, exponent: int) -> Number:
        table = self._generator_table if base == self.generator else self._tables.get(base)
        return table.power(exponent) if table else gmpy2.powmod(base, exponent, self._p)

    @cached_property
    def _generator_table(self) -> "_Table":
        return _Table(self.generator, self._p, self.order)

    def prepare(self, base: Element) -> None:
        """Keeps the tables of the last few bases; one is 2 MB and made in 10 ms when q has 256
        bits. They are replaced as a whole, so that threads never see them change."""
        if base not in self._tables:
            kept = [*self._tables.items(), (base, _Table(base, self._p, self.order))]
            self._tables = dict(kept[-_KEPT_TABLES:])

    def power(self, base: Element, exponent: int) -> Element:
        """In constant time: a multiple of q makes every exponent equally long, and never zero."""
        return Element(gmpy2.powmod_sec(base, exponent + self._padding, self._p))

    def scalar_from_bytes(self, wide: bytes) -> int:
        return int.from_bytes(wide, "big") % self.order

    def random_scalar(self, random: Random) -> int:
        return self.scalar_from_bytes(random((self.order.bit_length() + 128 + 7) // 8))

    def respond(self, nonce: int, secret: int, challenge: int) -> int:
        return (nonce - secret * challenge) % self.order


class _Table:
    """All powers base^(d * 256^i): a power is then one multiplication per byte of the exponent."""

    def __init__(self, base: Element, p: Number, order: int) -> None:
        self._p = p
        self._length = (order.bit_length() + 7) // 8
        self._rows = []
        step: Number = base
        for _ in range(self._length):
            row: list[Number] = [gmpy2.mpz(1)]
            for _ in range(255):
                row.append(row[-1] * step % p)
            self._rows.append(row)
            step = row[-1] * step % p

    def power(self, exponent: int) -> Number:
        result: Number = gmpy2.mpz(1)
        for row, digit in zip(self._rows, exponent.to_bytes(self._length, "little"), strict=True):
            result = result * row[digit] % self._p
        return result


def _exponent_padding(q: int) -> int:
    """The least multiple k of q such that all of [k, k + q) fill as many limbs of GMP."""

    def limbs(number: int) -> int:
        return -(-number.bit_length() // _LIMB_BITS)

    return next(k * q for k in count(1) if limbs(k * q) == limbs((k + 1) * q - 1))


def belenios_2048() -> FiniteField:
    p, q, g = numbers.BELENIOS_2048_P, numbers.BELENIOS_2048_Q, numbers.BELENIOS_2048_G
    return FiniteField("BELENIOS-2048", p, q, g)


def rfc_3526_2048() -> FiniteField:
    p = numbers.RFC_3526_2048_P
    return FiniteField("RFC-3526-2048", p, (p - 1) // 2, 2)
