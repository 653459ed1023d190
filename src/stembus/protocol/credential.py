"""Voting codes, the credentials derived from them, and the public list of credentials (§2.3)."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from stembus.protocol.base58 import is_base58, random_digits
from stembus.protocol.errors import Code, Rejected, each, renamed
from stembus.protocol.group import Group, Random
from stembus.protocol.wire import MAX_INTEGER, Json, array, parse_canonical, render, scalar, text

CODE_LENGTH = 22
_PARTS = (5, 6, 5, 6)
_FILLING = re.compile(r"[\s\u2010-\u2015-]")  # white space, hyphens and dashes


def make_code(random: Random) -> str:
    """A new voting code of 128 bits: 22 Base58 digits, shown XXXXX-XXXXXX-XXXXX-XXXXXX."""
    return _dashed(random_digits(CODE_LENGTH, random))


def normalise_code(typed: str) -> str:
    """The code that a voter typed with or without dashes and spaces, in the form of `make_code`.

    Refuses with `voting_code.alphabet` or `voting_code.length`.
    """
    digits = _FILLING.sub("", typed)
    if not is_base58(digits):
        raise Rejected(Code.VOTING_CODE_ALPHABET)
    if len(digits) != CODE_LENGTH:
        raise Rejected(Code.VOTING_CODE_LENGTH)
    return _dashed(digits)


def _dashed(digits: str) -> str:
    rest, parts = digits, []
    for length in _PARTS:
        parts.append(rest[:length])
        rest = rest[length:]
    return "-".join(parts)


def derive(group: Group, uuid: str, code: str) -> int:
    """The secret credential of a voting code (with its dashes) in one election: two hashes, side
    by side, modulo q."""
    halves = (sha256(f"derive_credential|{uuid}|{i}|{code}".encode()).digest() for i in (0, 1))
    return group.scalar_from_bytes(b"".join(halves))


def public(group: Group, secret: int) -> str:
    """The public credential g^secret, in its string form."""
    return group.encode(group.power(group.generator, secret))


def make_pair(group: Group, uuid: str, random: Random) -> tuple[str, str]:
    """A new voting code in one election, and its public credential."""
    code = make_code(random)
    return code, public(group, derive(group, uuid, code))


def make_list(entries: Iterable[tuple[str, int]]) -> bytes:
    """The public list: credentials with weights, `X` when all weigh 1 and `X,weight` otherwise.

    It is sorted, so that its order does not tell which voter has which credential.
    """
    ordered = sorted(entries)
    weighted = any(weight != 1 for _, weight in ordered)
    return render([f"{key},{weight}" if weighted else key for key, weight in ordered])


def parse_list(raw: bytes, group: Group) -> Mapping[str, int]:
    """The weight of each public credential, in the order of the list.

    Refuses with `json.*`, `credentials.shape`, `credentials.duplicate` or `element.invalid`.
    """
    with renamed({Code.JSON_SHAPE: Code.CREDENTIALS_SHAPE}):
        entries = each(array(parse_canonical(raw)), _parse_entry)
    group.decode_many([key for key, _ in entries])
    return _without_duplicates(entries)


def _parse_entry(value: Json) -> tuple[str, int]:
    key, comma, weight = text(value).partition(",")
    return key, scalar(weight, MAX_INTEGER) if comma else 1


def _without_duplicates(entries: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    weights: dict[str, int] = {}
    for index, (key, weight) in enumerate(entries):
        if key in weights:
            raise Rejected(Code.CREDENTIALS_DUPLICATE, f"[{index}]")
        weights[key] = weight
    return weights
