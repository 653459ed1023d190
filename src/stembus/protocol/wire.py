"""JSON as Belenios writes it: compact, fields in a fixed order, raw UTF-8 (§1).

What is hashed is bytes, so every object has exactly one accepted form: the one that `render`
makes. `parse_canonical` accepts nothing else, and `fields` checks the order.
"""

import json
import re
from typing import NoReturn, TypeAlias

from stembus.protocol.errors import Code, Rejected

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1  # what every JSON reader, JavaScript's too, holds exactly
_is_decimal = re.compile(r"0|[1-9][0-9]*", re.ASCII).fullmatch
_VARIABLE = (b"\\", b" ", b"\t", b"\n", b"\r", b"-")
"""What another form of the same JSON has: an escape, white space or minus zero. Without any of them
`parse` has nothing to choose, and a ballot need not be rendered to see that it is canonical."""

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def render(value: object) -> bytes:
    """The canonical bytes of `value` (§1): no white space, insertion order, raw UTF-8."""
    return _ENCODER.encode(value).encode()


def parse(raw: bytes) -> Json:
    """Read JSON strictly: UTF-8, each key once, whole numbers up to 2^53, bounded depth.

    Refuses with `json.invalid`.
    """
    try:
        value: Json = _DECODER.decode(raw.decode("utf-8"))
        if b"\\u" in raw:
            render(value)  # refuses half of a surrogate pair, which has no UTF-8 form
    except (ValueError, RecursionError) as error:
        raise Rejected(Code.JSON_INVALID) from error
    if isinstance(value, dict | list):
        _check_depth(value, MAX_DEPTH)
    return value


def parse_canonical(raw: bytes) -> Json:
    """Like `parse`, and the bytes must be those that `render` makes.

    Refuses with `json.invalid` or `json.not_canonical`.
    """
    value = parse(raw)
    if any(mark in raw for mark in _VARIABLE) and render(value) != raw:
        raise Rejected(Code.JSON_NOT_CANONICAL)
    return value


def _refuse(token: str) -> NoReturn:
    raise ValueError(f"not a whole number: {token[:20]}")


def _integer(token: str) -> int:
    if len(token) > 17 or abs(value := int(token)) > MAX_INTEGER:
        _refuse(token)
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key occurs twice")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer
)


def _check_depth(value: dict[str, Json] | list[Json], levels: int) -> None:
    if levels == 0:
        raise Rejected(Code.JSON_INVALID)
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, (dict, list)):  # a union takes three times as long
            _check_depth(item, levels - 1)


# Shapes: each takes a parsed value and returns it with its type, or refuses with `json.shape`.


def fields(value: Json, *names: str) -> list[Json]:
    """The values of an object with exactly these fields, in this order.

    A name that ends in `?` may be absent (the value is then None) but never null. The right
    fields in another order are refused with `json.not_canonical`.
    """
    found = mapping(value)
    if tuple(found) == names:
        return list(found.values())
    values = known_fields(found, *names)
    if len(found) > sum(name.rstrip("?") in found for name in names):
        raise Rejected(Code.JSON_SHAPE)
    return values


def known_fields(value: Json, *names: str) -> list[Json]:
    """Like `fields`, for objects that may have more fields than we know (§2.1)."""
    found = mapping(value)
    required = {name for name in names if not name.endswith("?")}
    known = [name.rstrip("?") for name in names]
    if not required <= found.keys() or any(found.get(name, "") is None for name in known):
        raise Rejected(Code.JSON_SHAPE)
    if [name for name in found if name in known] != [name for name in known if name in found]:
        raise Rejected(Code.JSON_NOT_CANONICAL)
    return [found.get(name) for name in known]


def mapping(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Rejected(Code.JSON_SHAPE)
    return value


def array(value: Json, length: int | None = None) -> list[Json]:
    """A list, of exactly `length` items if that is given."""
    if not isinstance(value, list) or length not in (None, len(value)):
        raise Rejected(Code.JSON_SHAPE)
    return value


def text(value: Json) -> str:
    if not isinstance(value, str):
        raise Rejected(Code.JSON_SHAPE)
    return value


def integer(value: Json) -> int:
    """A whole number, not negative."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Rejected(Code.JSON_SHAPE)
    return value


def boolean(value: Json) -> bool:
    if not isinstance(value, bool):
        raise Rejected(Code.JSON_SHAPE)
    return value


def scalar(value: Json, order: int) -> int:
    """A number of Z_q: a decimal string without leading zeros, below the group's order (§1).

    Refuses with `json.not_canonical` or `scalar.out_of_range`. The size has to be checked here:
    curve libraries take a scalar of q and above for the smaller one that equals it modulo q.
    """
    digits = text(value)
    if not _is_decimal(digits):
        raise Rejected(Code.JSON_NOT_CANONICAL)
    # No number has more digits than bits, and a long one takes Python long, or is refused by it.
    if len(digits) > order.bit_length() or (number := int(digits)) >= order:
        raise Rejected(Code.SCALAR_OUT_OF_RANGE)
    return number
