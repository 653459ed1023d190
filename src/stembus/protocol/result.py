"""The result (§2.5): what the decrypted tally says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import isqrt
from typing import TypeAlias

from stembus.protocol.decryption import Factors
from stembus.protocol.election import AnyQuestion, Election, NonHomomorphicQuestion, Question
from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Element, Group
from stembus.protocol.tally import Tally, number_as_json, parse_number
from stembus.protocol.trustee import Trustees, decryption_factors
from stembus.protocol.wire import Json, array, fields, integer, parse_canonical, render

Opened: TypeAlias = tuple[tuple[Element, ...], ...]
"""What each ciphertext of the tally encrypts: g^n, where n is a number of votes; or, in one
element, the numbers with which a voter answered a non-homomorphic question."""


def open_tally(
    election: Election, trustees: Trustees, tally: Tally, partials: Mapping[int, Factors]
) -> Opened:
    """Combine checked partial decryptions, which `partials` has by owner.

    Refuses with `decryption.missing` if they are too few.
    """
    shares = {owner: [*chain(*rows)] for owner, rows in partials.items()}
    factors = iter(decryption_factors(trustees, shares))
    return tuple(
        tuple(election.group.divide(ciphertext.beta, next(factors)) for ciphertext in row)
        for row in tally.rows
    )


def compute_result(election: Election, tally: Tally, opened: Opened) -> bytes:
    """The result to publish. Refuses with `result.mismatch` what no tally of this weight holds."""
    rows = zip(election.questions, opened, strict=True)
    return render({"result": [_compute_row(election.group, *row, tally.weight) for row in rows]})


def _compute_row(
    group: Group, question: AnyQuestion, opened: Sequence[Element], most: int
) -> Sequence[object]:
    match question:
        case Question():
            return [number_as_json(count) for count in _logarithms(group, opened, most)]
        case NonHomomorphicQuestion():
            return [group.numbers(element, len(question.answers)) for element in opened]
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)


def check_result(raw: bytes, election: Election, tally: Tally, opened: Opened) -> list[Json]:
    """The rows of a published result, all of which is what was decrypted.

    Refuses with `json.*`, `result.shape` or `result.mismatch`.
    """
    with renamed({Code.JSON_SHAPE: Code.RESULT_SHAPE}):
        (result,) = fields(parse_canonical(raw), "result")
        rows = array(result, len(opened))
        with within("result"):
            parts = zip(election.questions, opened, rows, strict=True)
            each(parts, lambda part: _check_row(election.group, *part, tally.weight))
    return rows


def _check_row(
    group: Group, question: AnyQuestion, opened: Sequence[Element], row: Json, most: int
) -> None:
    parts = zip(opened, array(row, len(opened)), strict=True)
    match question:
        case Question():
            each(parts, lambda part: _check_count(group, *part, most))
        case NonHomomorphicQuestion():
            each(parts, lambda part: _check_numbers(group, *part, len(question.answers)))
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)


def _check_count(group: Group, element: Element, value: Json, most: int) -> None:
    """The bound makes a number unique: others that fit differ by a multiple of q."""
    count = parse_number(value)
    if count > most or group.power(group.generator, count) != element:
        raise Rejected(Code.RESULT_MISMATCH)


def _check_numbers(group: Group, element: Element, value: Json, count: int) -> None:
    if [integer(item) for item in array(value, count)] != group.numbers(element, count):
        raise Rejected(Code.RESULT_MISMATCH)


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
        if element in small and giant + small[element] <= most:
            return giant + small[element]
        element = group.divide(element, step)
    raise Rejected(Code.RESULT_MISMATCH)
