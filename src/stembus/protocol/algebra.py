"""What the protocol needs of a group of prime order q (§1.1, §1.2), written multiplicatively.

The interface is narrow and works in bulk: check elements, multiply them, raise pairs of them to
powers. A faster core needs no more than this.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest
from typing import Any, NewType, TypeAlias

from stembus.protocol.errors import Rejected
from stembus.protocol.hashing import challenge

Random: TypeAlias = Callable[[int], bytes]
"""n to n random bytes, fit for secrets."""

Element = NewType("Element", object)
"""A member of a group. Only the group that made it looks inside; equal members are `==`."""

Term: TypeAlias = tuple[Element, int, Element, int]
"""(a, x, b, y), which stands for a^x * b^y."""

Branch: TypeAlias = tuple[Element, Element, int, int, int]
"""(alpha, beta, M, c, r): a ciphertext, a number that it may encrypt, and the challenge and the
response of a proof of that."""

Statement: TypeAlias = tuple[str, Sequence[Branch]]
"""What a challenge's hash begins with, and the branches of which one is true."""


def independent_number(index: int) -> int:
    """A number of 256 bits, from which groups make their independent generators."""
    return int.from_bytes(sha256(f"ggen|{index}".encode()).digest(), "big")


def last_numbers(packed: int, count: int) -> list[int]:
    """The last `count` numbers of 8 bits, the most significant first."""
    return list((packed % 256**count).to_bytes(count, "big"))


class Group(ABC):
    """A group of prime order. Exponents are in [0, q)."""

    name: str
    order: int
    element_length: int
    """The length of the longest string form."""
    identity: Element
    generator: Element

    @property
    def scalar_length(self) -> int:
        """The number of digits of the largest scalar."""
        return len(str(self.order - 1))

    # Elements and their string form

    @abstractmethod
    def decode_many(self, texts: Sequence[str]) -> list[Element]:
        """The elements with these string forms, each canonical and a member of the group.

        Refuses with `element.invalid` at `[index]`.
        """

    def decode(self, text: str) -> Element:
        """`decode_many` of one, which needs no index."""
        try:
            return self.decode_many([text])[0]
        except Rejected as refusal:
            raise Rejected(refusal.code) from refusal

    def decode_bases(self, texts: Sequence[str]) -> list[Element]:
        """`decode_many`, of what `double_powers` or `one_of_challenges` gets next.

        A group that checks membership there anyway may leave that check to them, so an element
        must not be trusted, nor kept, before it has been there.
        """
        return self.decode_many(texts)

    def decode_trusted(self, texts: Sequence[str]) -> list[Element]:
        """`decode_many` of texts that were members when somebody checked them before: whether they
        still are need not be seen again."""
        return self.decode_many(texts)

    @abstractmethod
    def encode(self, element: Element) -> str:
        """The string form of §1."""

    # What only non-homomorphic questions need

    capacity: int
    """How many numbers of 8 bits fit in one element."""

    @abstractmethod
    def numbers(self, element: Element, count: int) -> list[int]:
        """The numbers that an element stands for (§1.1, §1.2): its last `count` ones.

        Whatever else is in an element that a voter made up is left out of account.
        """

    @abstractmethod
    def independent_generator(self, index: int) -> Element:
        """An element of which nobody knows the logarithm, the same for everybody (§2.5)."""

    @abstractmethod
    def sort_key(self, element: Element) -> Any:
        """By what elements are sorted (§1.2)."""

    # Multiplication, and powers with public exponents: in variable time, where that is faster

    @abstractmethod
    def product(self, elements: Iterable[Element]) -> Element:
        """The product of all; the identity if there are none."""

    @abstractmethod
    def divide(self, dividend: Element, divisor: Element) -> Element: ...

    @abstractmethod
    def double_powers(self, terms: Sequence[Term]) -> list[Element]:
        """a^x * b^y of each term.

        Refuses a base that is no member (see `decode_bases`) with `element.invalid`.
        """

    def multi_power(self, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
        """The product of all base^exponent. Exponents are public."""
        powers = list(zip(bases, exponents, strict=True))
        pairs = zip_longest(powers[::2], powers[1::2], fillvalue=(self.identity, 0))
        return self.product(self.double_powers([(*left, *right) for left, right in pairs]))

    def one_of_challenges(self, key: Element, statements: Sequence[Statement]) -> list[int]:
        """Of each statement, the challenge that its commitments give (§2.4): the hash of
        A_j = g^r * alpha^c and B_j = y^r * (beta / g^M_j)^c of each branch.

        Refuses as `double_powers` does.
        """
        parts = [[*self._commitments(key, branches)] for _, branches in statements]
        found = iter(self.double_powers([term for part in parts for term in part]))
        return [
            challenge(self.order, prefix, [self.encode(next(found)) for _ in part])
            for (prefix, _), part in zip(statements, parts, strict=True)
        ]

    def _commitments(self, key: Element, branches: Sequence[Branch]) -> Iterator[Term]:
        for alpha, beta, value, own, response in branches:
            yield self.generator, response, alpha, own
            yield key, response, self.divide(beta, _encoded(self, value)) if value else beta, own

    def prepare(self, base: Element) -> None:  # noqa: B027 - a hint: doing nothing is right
        """Say that this public base will often be raised to powers, which may make that faster."""

    # Arithmetic on secrets: each group says what of it is in constant time

    @abstractmethod
    def power(self, base: Element, exponent: int) -> Element:
        """base^exponent, for secret exponents."""

    @abstractmethod
    def scalar_from_bytes(self, wide: bytes) -> int:
        """A big-endian number of at most 64 bytes, modulo q."""

    @abstractmethod
    def random_scalar(self, random: Random) -> int:
        """A scalar without noticeable bias: at least 128 bits more than q's, modulo q."""

    @abstractmethod
    def respond(self, nonce: int, secret: int, challenge: int) -> int:
        """nonce - secret * challenge modulo q."""


@lru_cache(maxsize=1024)
def _encoded(group: Group, value: int) -> Element:
    return group.power(group.generator, value)
