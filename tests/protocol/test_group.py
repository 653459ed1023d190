"""All groups keep the same laws."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import Element, Group
from tests.protocol.cores import ALL_GROUPS
from tests.protocol.making import seeded
from tests.protocol.vectors import load

pytestmark = pytest.mark.parametrize("group", ALL_GROUPS.values(), ids=ALL_GROUPS)
numbers = st.integers(0, 2**2100) | st.sampled_from([0, 1, 2, -1])
few = settings(max_examples=8, deadline=None)


def element(group: Group, number: int) -> Element:
    return group.power(group.generator, number % group.order)


@few
@given(number=numbers)
def test_an_element_has_one_string_form(group: Group, number: int) -> None:
    member = element(group, number)
    text = group.encode(member)
    assert len(text) <= group.element_length
    assert group.decode_many([text, text]) == [member, member]
    assert group.decode_bases([text]) == group.decode_trusted([text]) == [member]
    assert group.encode(group.decode(text)) == text


@few
@given(a=numbers, b=numbers)
def test_exponents_add_up(group: Group, a: int, b: int) -> None:
    left, right = element(group, a), element(group, b)
    assert group.product([left, right]) == element(group, a + b)
    assert group.divide(left, right) == element(group, a - b)


@few
@given(a=numbers, b=numbers, x=numbers, y=numbers)
def test_double_powers_are_products_of_powers(group: Group, a: int, b: int, x: int, y: int) -> None:
    left, right, x, y = element(group, a), element(group, b), x % group.order, y % group.order
    expected = group.product([group.power(left, x), group.power(right, y)])
    terms = [(left, x, right, y), (right, y, left, x), (group.generator, x, left, y)]
    assert group.double_powers(terms)[:2] == [expected, expected]
    assert group.double_powers(terms)[2] == element(group, x + a * y)


def test_a_prepared_base_gives_the_same_powers(group: Group) -> None:
    base = element(group, 7)
    terms = [(base, exponent, group.identity, 0) for exponent in (0, 1, 255, 256, group.order - 1)]
    before = group.double_powers(terms)
    group.prepare(base)
    group.prepare(base)
    assert group.double_powers(terms) == before


@pytest.mark.parametrize("count", range(4))
def test_many_powers_are_multiplied(group: Group, count: int) -> None:
    bases = [element(group, number) for number in range(2, 2 + count)]
    exponents = list(range(3, 3 + count))
    expected = element(group, sum((n + 2) * (n + 3) for n in range(count)))
    assert group.multi_power(bases, exponents) == expected


def test_the_identity_is_a_member_like_any_other(group: Group) -> None:
    one = group.identity
    assert group.decode(group.encode(one)) == one
    assert group.product([]) == one
    assert group.product([one, group.generator, one]) == group.generator
    assert group.power(one, 5) == one
    assert group.power(group.generator, 0) == one
    assert group.divide(group.generator, group.generator) == one
    assert group.double_powers([(one, 5, one, 0), (group.generator, 3, one, 9)]) == [
        one,
        element(group, 3),
    ]


def test_the_order_is_that_of_the_generator(group: Group) -> None:
    last = group.power(group.generator, group.order - 1)
    assert group.product([last, group.generator]) == group.identity


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "+1", " 1", "1 ", "1\n", "01", "0x1", "٣", "9" * 9999]
)
def test_what_is_no_string_form_is_refused(group: Group, text: str) -> None:
    for decode in (group.decode_many, group.decode_bases, group.decode_trusted):
        with pytest.raises(Rejected) as refusal:
            decode([group.encode(group.generator), text])
        assert (refusal.value.code, refusal.value.where) == (Code.ELEMENT_INVALID, "[1]")


def test_independent_generators_of_the_vectors_are_members(group: Group) -> None:
    texts = list(load("trace.json")["generators"][group.name].values())
    assert [group.encode(member) for member in group.decode_many(texts)] == texts


def test_bytes_become_a_scalar_as_a_big_endian_number(group: Group) -> None:
    for wide in (b"", b"\x01\x00", b"\xff" * 32, bytes(range(64)), b"\xff" * 64):
        assert group.scalar_from_bytes(wide) == int.from_bytes(wide, "big") % group.order


def test_random_scalars_take_128_bits_more_than_the_order_has(group: Group) -> None:
    asked = []

    def random(size: int) -> bytes:
        asked.append(size)
        return seeded("scalar")(size)

    assert 0 <= group.random_scalar(random) < group.order
    assert 8 * asked[0] >= group.order.bit_length() + 128


@few
@given(nonce=numbers, secret=numbers, challenge=numbers)
def test_a_response_is_nonce_minus_secret_times_challenge(
    group: Group, nonce: int, secret: int, challenge: int
) -> None:
    q = group.order
    response = group.respond(nonce % q, secret % q, challenge % q)
    assert response == (nonce - secret * challenge) % q
