"""Ballots and elements that are nearly right, or wrong in the ways that curves allow."""

from random import Random
from typing import Any

from stembus.protocol.ballot_making import sign
from stembus.protocol.election import Election
from stembus.protocol.wire import parse
from tests.protocol.cores import LIBSODIUM
from tests.protocol.making import seeded, voter

P = 2**255 - 19
SIGN = 2**255
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = [P - 1, 0, SIGN, _ORDER_8, SIGN + _ORDER_8, P - _ORDER_8, SIGN + P - _ORDER_8]

Path = tuple[str | int, ...]


def hexadecimal(number: int) -> str:
    return f"{number:064x}"


def torsioned(scalar: int, torsion: int) -> str:
    """The string form of a member of the group, multiplied by one of small order."""
    (small,) = LIBSODIUM.decode_trusted([hexadecimal(torsion)])
    return LIBSODIUM.encode(
        LIBSODIUM.product([LIBSODIUM.power(LIBSODIUM.generator, scalar), small])
    )


def leaves(value: Any, path: Path = ()) -> list[Path]:
    """Where the strings and numbers in parsed JSON are."""
    if not isinstance(value, dict | list):
        return [path]
    keys = value if isinstance(value, dict) else range(len(value))
    return [leaf for key in keys for leaf in leaves(value[key], (*path, key))]


def mutated(raw: bytes, path: Path, random: Random) -> Any:
    """The parsed ballot with another string at that place."""
    body: Any = parse(raw)
    *inner, last = path
    holder = body
    for key in inner:
        holder = holder[key]
    holder[last] = _other(str(holder[last]), random)
    return body


def _other(text: str, random: Random) -> str:
    """A string that is near it, or one that is refused."""
    at = random.randrange(len(text) + 1)
    near = text[:at] + random.choice("0123456789abcdef") + text[at + 1 :]
    small = random.choice(SMALL_ORDER)
    order = str(LIBSODIUM.order)
    return random.choice([near, near, hexadecimal(small), torsioned(7, small), order, "0"])


def signed(election: Election, body: Any) -> bytes:
    """The ballot with a signature that fits, so that only something else is wrong."""
    body.pop("signature", None)
    return sign(election.group, voter(election), body, seeded("signed again"))
