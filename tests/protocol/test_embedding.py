"""What only non-homomorphic questions need of a group is as in other programs."""

import pytest

from stembus.protocol.group import group
from tests.protocol.making import GROUPS
from tests.protocol.vectors import load
from tests.verify.mixed import embed

TRACE = load("trace.json")


@pytest.mark.parametrize("name", GROUPS)
def test_the_independent_generators_are_the_same_for_everybody(name: str) -> None:
    for index, text in TRACE["generators"][name].items():
        generator = group(name).independent_generator(int(index))
        assert group(name).encode(generator) == text
        assert group(name).decode(text) == generator


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ed25519", TRACE["ed25519_encoding"]["encode_ints [1,2,3]"]),
        ("RFC-3526-2048", str(TRACE["rfc3526_encode_ints [1,2,3]"])),
    ],
)
def test_numbers_are_embedded_as_elsewhere(name: str, text: str) -> None:
    element = group(name).decode(text)
    assert group(name).numbers(element, 3) == [1, 2, 3]
    assert embed(group(name), [1, 2, 3]) == element


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
def test_as_many_numbers_as_fit_come_out_again(name: str) -> None:
    numbers = [255 - number % 256 for number in range(group(name).capacity)]
    element = embed(group(name), numbers)
    assert group(name).numbers(element, len(numbers)) == numbers
    assert group(name).numbers(element, 2) == numbers[-2:]


@pytest.mark.parametrize("name", GROUPS)
def test_an_element_that_nobody_embedded_has_numbers_too(name: str) -> None:
    chosen = group(name)
    assert len(chosen.numbers(chosen.generator, 5)) == 5
    assert chosen.numbers(chosen.identity, 2) == [0, 0]


def test_points_are_sorted_by_their_bytes_and_not_by_their_text() -> None:
    ed25519 = group("Ed25519")
    low, high = ed25519.decode("66" * 31 + "58"), ed25519.identity
    assert sorted([low, high], key=ed25519.sort_key) == [high, low]
    first, second = (ed25519.power(ed25519.generator, number) for number in (2, 3))
    texts = sorted(ed25519.encode(point) for point in (first, second))
    by_bytes = sorted([first, second], key=ed25519.sort_key)
    assert [ed25519.encode(point)[::-1] for point in by_bytes] != texts


@pytest.mark.parametrize("name", ["BELENIOS-2048", "RFC-3526-2048"])
def test_numbers_are_sorted_as_numbers(name: str) -> None:
    chosen = group(name)
    elements = [chosen.power(chosen.generator, exponent) for exponent in range(9)]
    by_number = sorted(elements, key=chosen.sort_key)
    assert by_number == sorted(elements, key=lambda each: int(chosen.encode(each)))
