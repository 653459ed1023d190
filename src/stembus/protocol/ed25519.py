"""The group Ed25519 (§1.2), as far as it does not matter who computes.

`bytes` of an element are its 32 bytes of RFC 8032; its string form is those bytes reversed, in
hexadecimal. Two libraries compute, each in a file of its own: `ed25519_native.py` and
`ed25519_libsodium.py`. They agree to the last bit, also in what they refuse
(`tests/protocol/test_two_cores.py`).
"""

from typing import Any, cast

from stembus.protocol.algebra import Element, Group, Random, independent_number, last_numbers
from stembus.protocol.errors import Rejected

_EMBEDDING_PADDING = 14  # bits
WIDE = 64
"""The bytes of a random number that is reduced modulo q."""


class Ed25519(Group):
    name = "Ed25519"
    order = 2**252 + 27742317777372353535851937790883648493
    element_length = 64
    capacity = 30

    def numbers(self, element: Element, count: int) -> list[int]:
        return last_numbers(to_number(self.sort_key(element)) >> _EMBEDDING_PADDING, count)

    def independent_generator(self, index: int) -> Element:
        """From a hash on, the first y of a point; to the 8th power, to be in the subgroup."""
        y = independent_number(index) >> 2
        while True:
            try:
                return self.product(self.decode_trusted([f"{y:064x}"]) * 8)
            except Rejected:
                y += 1

    def sort_key(self, element: Element) -> bytes:
        return bytes(cast(Any, element))

    def random_scalar(self, random: Random) -> int:
        return self.scalar_from_bytes(random(WIDE))


def to_bytes(scalar: int) -> bytes:
    return scalar.to_bytes(32, "little")


def to_number(scalar: bytes) -> int:
    return int.from_bytes(scalar, "little")
