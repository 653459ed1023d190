"""The finite-field groups are those of the specification, and have no other members."""

import gmpy2
import pytest

from stembus.protocol import finite_field_numbers as numbers
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.finite_field import FiniteField
from stembus.protocol.group import group
from tests.protocol.vectors import load

PRIMES = {"BELENIOS-2048": numbers.BELENIOS_2048_P, "RFC-3526-2048": numbers.RFC_3526_2048_P}


@pytest.mark.parametrize("name", PRIMES)
def test_the_numbers_are_those_of_the_vectors(name: str) -> None:
    published, chosen, p = load("groups.json")[name], group(name), PRIMES[name]
    assert published["p"] == str(p)
    assert published["q"] == str(chosen.order)
    assert published["g"] == chosen.encode(chosen.generator)
    assert gmpy2.is_prime(p) and gmpy2.is_prime(chosen.order)
    assert (p - 1) % chosen.order == 0


def test_the_prime_of_rfc_3526_is_the_one_that_it_derives_from_pi() -> None:
    numerator, denominator = gmpy2.const_pi(2200).as_integer_ratio()
    pi = int(2**1918 * numerator // denominator)
    assert 2**2048 - 2**1984 - 1 + 2**64 * (pi + 124476) == numbers.RFC_3526_2048_P


@pytest.mark.parametrize("name", PRIMES)
@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_numbers_around_p_are_refused(name: str, offset: int) -> None:
    """p - 1 is below p, and of order 2."""
    refused(name, PRIMES[name] + offset)


@pytest.mark.parametrize("name", PRIMES)
def test_zero_and_an_element_plus_p_are_refused(name: str) -> None:
    refused(name, 0)
    refused(name, int(group(name).encode(group(name).generator)) + PRIMES[name])


@pytest.mark.parametrize("name", PRIMES)
def test_the_negative_of_an_element_is_outside_the_subgroup(name: str) -> None:
    refused(name, PRIMES[name] - int(group(name).encode(group(name).generator)))


def test_elements_of_order_3_are_outside_the_subgroup() -> None:
    p = PRIMES["BELENIOS-2048"]
    root = pow(5, (p - 1) // 3, p)
    assert root != 1 and pow(root, 3, p) == 1
    refused("BELENIOS-2048", root)


def refused(name: str, number: int) -> None:
    for decode in (group(name).decode_many, group(name).decode_bases):
        with pytest.raises(Rejected) as refusal:
            decode([str(number)])
        assert (refusal.value.code, refusal.value.where) == (Code.ELEMENT_INVALID, "[0]")


def test_tables_of_old_bases_make_place_for_new_ones() -> None:
    small = FiniteField("small", 23, 11, 2)
    bases = [small.power(small.generator, exponent) for exponent in range(1, 11)]
    for base in bases:
        small.prepare(base)
    for exponent, base in enumerate(bases, start=1):
        assert small.double_powers([(base, 5, small.identity, 0)]) == [
            small.power(small.generator, 5 * exponent % 11)
        ]
