"""What a curve library lets through, the group does not."""

import pytest

from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from tests.protocol.vectors import load

ED25519 = group("Ed25519")
G = ED25519.generator
P = 2**255 - 19
SIGN = 2**255
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER = [P - 1, 0, SIGN, ORDER_8, SIGN + ORDER_8, P - ORDER_8, SIGN + P - ORDER_8]


def hexadecimal(number: int) -> str:
    return f"{number:064x}"


def outside(torsion: int) -> str:
    """The string form of g multiplied by an element of small order."""
    (unchecked,) = ED25519.decode_bases([hexadecimal(torsion)])
    return ED25519.encode(ED25519.product([G, unchecked]))


def test_points_are_written_as_in_the_vectors() -> None:
    encoding = load("trace.json")["ed25519_encoding"]
    assert ED25519.encode(G) == encoding["g"]
    assert ED25519.encode(ED25519.identity) == encoding["identity"]
    assert ED25519.encode(ED25519.power(G, 2)) == encoding["2g"]
    assert ED25519.encode(ED25519.divide(ED25519.identity, G)) == encoding["-g"]
    assert ED25519.decode(encoding["encode_ints [1,2,3]"])


def refused(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        ED25519.decode_many([text])
    assert (refusal.value.code, refusal.value.where) == (Code.ELEMENT_INVALID, "[0]")


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_points_of_small_order_are_refused(torsion: int) -> None:
    refused(hexadecimal(torsion))


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_points_outside_the_subgroup_are_refused(torsion: int) -> None:
    refused(outside(torsion))


@pytest.mark.parametrize("number", [2, P - 2, SIGN + 2])
def test_numbers_that_are_no_point_are_refused(number: int) -> None:
    refused(hexadecimal(number))


@pytest.mark.parametrize("number", [P, P + 1, SIGN - 1, SIGN + P, 2 * SIGN - 1])
def test_a_y_of_p_and_above_is_refused(number: int) -> None:
    refused(hexadecimal(number))
    with pytest.raises(Rejected):
        ED25519.decode_bases([hexadecimal(number)])


@pytest.mark.parametrize("number", [SIGN + 1, SIGN + P - 1])
def test_the_sign_of_zero_is_refused(number: int) -> None:
    with pytest.raises(Rejected):
        ED25519.decode_bases([hexadecimal(number)])


def test_upper_case_and_other_lengths_are_refused() -> None:
    text = ED25519.encode(ED25519.power(G, 2))
    for other in (text.upper(), text[1:], "0" + text, text + "\n", "0x" + text[2:]):
        refused(other)


@pytest.mark.parametrize("exponent", [0, 1, 5])
@pytest.mark.parametrize("text", [hexadecimal(2), *map(hexadecimal, SMALL_ORDER), outside(P - 1)])
def test_unchecked_bases_are_checked_by_double_powers(text: str, exponent: int) -> None:
    (base,) = ED25519.decode_bases([text])
    for term in [(G, 1, base, exponent), (base, exponent, G, 1)]:
        with pytest.raises(Rejected) as refusal:
            ED25519.double_powers([term])
        assert refusal.value.code == Code.ELEMENT_INVALID


def test_unchecked_bases_that_are_no_points_cannot_be_multiplied() -> None:
    (base,) = ED25519.decode_bases([hexadecimal(2)])
    with pytest.raises(Rejected) as refusal:
        ED25519.product([G, base])
    assert refusal.value.code == Code.ELEMENT_INVALID
    with pytest.raises(Rejected) as refusal:
        ED25519.divide(base, G)
    assert refusal.value.code == Code.ELEMENT_INVALID
