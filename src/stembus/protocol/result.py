"""The result (§2.5): what the decrypted tally says."""

from collections.abc import Iterator, Mapping, Sequence
from math import isqrt
from typing import TypeAlias

from stembus.protocol.decryption import Factors
from stembus.protocol.election import Election
from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Element, Group
from stembus.protocol.tally import Tally, number_as_json, parse_number
from stembus.protocol.trustee import Trustees, decryption_factors
from stembus.protocol.wire import Json, array, fields, parse_canonical, render

Opened: TypeAlias = tuple[tuple[Element, ...], ...]
"""What each ciphertext of the tally encrypts: g^n, where n is the number of votes."""


def open_tally(
    election: Election, trustees: Trustees, tally: Tally, partials: Mapping[int, Factors]
) -> Opened:
    """Combine checked partial decryptions, which `partials` has by owner.

    Refuses with `decryption.missing` if they are too few.
    """
    shares = {owner: [each for row in rows for each in row] for owner, rows in partials.items()}
    factors = iter(decryption_factors(trustees, shares))
    return tuple(
        tuple(election.group.divide(each.beta, next(factors)) for each in row) for row in tally.rows
    )


def compute_result(election: Election, tally: Tally, opened: Opened) -> bytes:
    """The result to publish. Refuses with `result.mismatch` what no tally of this weight holds."""
    elements = [each for row in opened for each in row]
    counts = iter(_logarithms(election.group, elements, tally.weight))
    return render({"result": [[number_as_json(next(counts)) for _ in row] for row in opened]})


def check_result(raw: bytes, election: Election, tally: Tally, opened: Opened) -> list[Json]:
    """The rows of a published result, each number of which is the one that was decrypted.

    Refuses with `json.*`, `result.shape` or `result.mismatch`.
    """
    with renamed({Code.JSON_SHAPE: Code.RESULT_SHAPE}):
        (result,) = fields(parse_canonical(raw), "result")
        rows = array(result, len(opened))
        with within("result"):
            each(
                zip(rows, opened, strict=True),
                lambda pair: _check_counts(election.group, *pair, tally.weight),
            )
    return rows


def _check_counts(group: Group, row: Json, opened: Sequence[Element], most: int) -> None:
    """The bound makes a number unique: others that fit differ by a multiple of q."""

    def check(pair: tuple[Json, Element]) -> None:
        value, element = pair
        count = parse_number(value)
        if count > most or group.power(group.generator, count) != element:
            raise Rejected(Code.RESULT_MISMATCH)

    each(zip(array(row, len(opened)), opened, strict=True), check)


def _logarithms(group: Group, elements: Sequence[Element], most: int) -> list[int]:
    """The n in [0, most] with g^n = element, of each, by baby steps and giant steps.

    The more elements, the more small powers are worth remembering.
    """
    size = min(most, isqrt(most * len(elements))) + 1
    step = group.power(group.generator, size)
    small = {power: n for n, power in zip(range(size), _powers(group), strict=False)}
    return [_logarithm(group, element, small, step, most) for element in elements]


def _powers(group: Group) -> Iterator[Element]:
    """1, g, g^2, ..."""
    power = group.identity
    while True:
        yield power
        power = group.product([power, group.generator])


def _logarithm(
    group: Group, element: Element, small: Mapping[Element, int], step: Element, most: int
) -> int:
    for giant in range(0, most + 1, len(small)):
        if element in small:
            return giant + small[element]
        element = group.divide(element, step)
    raise Rejected(Code.RESULT_MISMATCH)
