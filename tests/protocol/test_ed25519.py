"""What a curve library lets through, the group does not; whichever of the two it is."""

import pytest

from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.errors import Code, Rejected
from tests.protocol.cores import CORES
from tests.protocol.mutating import SIGN, SMALL_ORDER, P, hexadecimal, torsioned
from tests.protocol.vectors import load

pytestmark = pytest.mark.parametrize("core", CORES, ids=lambda core: type(core).__name__)


def outside(torsion: int) -> str:
    """The string form of g multiplied by an element of small order."""
    return torsioned(1, torsion)


def test_points_are_written_as_in_the_vectors(core: Ed25519) -> None:
    encoding = load("trace.json")["ed25519_encoding"]
    assert core.encode(core.generator) == encoding["g"]
    assert core.encode(core.identity) == encoding["identity"]
    assert core.encode(core.power(core.generator, 2)) == encoding["2g"]
    assert core.encode(core.divide(core.identity, core.generator)) == encoding["-g"]
    assert core.decode(encoding["encode_ints [1,2,3]"])


def refused(core: Ed25519, text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        core.decode_many([text])
    assert (refusal.value.code, refusal.value.where) == (Code.ELEMENT_INVALID, "[0]")


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_points_of_small_order_are_refused(core: Ed25519, torsion: int) -> None:
    refused(core, hexadecimal(torsion))


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_points_outside_the_subgroup_are_refused(core: Ed25519, torsion: int) -> None:
    refused(core, outside(torsion))


@pytest.mark.parametrize("number", [2, P - 2, SIGN + 2])
def test_numbers_that_are_no_point_are_refused(core: Ed25519, number: int) -> None:
    refused(core, hexadecimal(number))


def test_a_y_of_p_and_above_is_refused(core: Ed25519) -> None:
    for number in (*range(P, SIGN), *range(SIGN + P, 2 * SIGN)):
        refused(core, hexadecimal(number))
        for decode in (core.decode_bases, core.decode_trusted):
            with pytest.raises(Rejected):
                decode([hexadecimal(number)])


@pytest.mark.parametrize("y", [1, P - 1])
def test_the_sign_of_zero_is_refused(core: Ed25519, y: int) -> None:
    assert core.decode_trusted([hexadecimal(y)])
    for decode in (core.decode_bases, core.decode_trusted):
        with pytest.raises(Rejected):
            decode([hexadecimal(SIGN + y)])


def test_upper_case_and_other_lengths_are_refused(core: Ed25519) -> None:
    text = core.encode(core.power(core.generator, 2))
    for other in (text.upper(), text[1:], "0" + text, text + "\n", "0x" + text[2:]):
        refused(core, other)


@pytest.mark.parametrize("exponent", [0, 1, 5])
@pytest.mark.parametrize("text", [hexadecimal(2), *map(hexadecimal, SMALL_ORDER), outside(P - 1)])
def test_bases_are_checked_when_they_are_decoded_or_raised(
    core: Ed25519, text: str, exponent: int
) -> None:
    for swapped in (False, True):
        with pytest.raises(Rejected) as refusal:
            (base,) = core.decode_bases([text])
            pairs = [(core.generator, 1), (base, exponent)]
            (a, x), (b, y) = reversed(pairs) if swapped else pairs
            core.double_powers([(a, x, b, y)])
        assert refusal.value.code == Code.ELEMENT_INVALID


def test_trusted_texts_that_are_no_points_cannot_be_multiplied(core: Ed25519) -> None:
    for computed in (
        lambda base: core.product([core.generator, base]),
        lambda base: core.divide(base, core.generator),
    ):
        with pytest.raises(Rejected) as refusal:
            computed(*core.decode_trusted([hexadecimal(2)]))
        assert refusal.value.code == Code.ELEMENT_INVALID
