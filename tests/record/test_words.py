"""Numbers, fractions and times as people of each language write them."""

from fractions import Fraction

import pytest

from stembus.record.words import places_to_tell, words

dutch, english = words("nl"), words("en")
SPACE = "\N{NO-BREAK SPACE}"


def test_thousands_and_decimals_have_the_marks_of_the_language():
    assert dutch.number(1234567) == "1.234.567"
    assert english.number(1234567) == "1,234,567"
    assert dutch.decimal(Fraction(10009, 8)) == "1.251,13"
    assert english.decimal(Fraction(10009, 8)) == "1,251.13"


@pytest.mark.parametrize(
    ("value", "text"),
    [("5104/15", f"340{SPACE}4/15"), ("340", "340"), ("4/15", "4/15"), ("0", "0")],
)
def test_a_fraction_is_a_mixed_number(value, text):
    assert english.mixed(Fraction(value)) == text


def test_a_decimal_stands_beside_a_fraction_that_is_not_whole():
    assert dutch.exact(Fraction(5104, 15)) == f"340{SPACE}4/15 (≈{SPACE}340,27)"
    assert dutch.exact(Fraction(7)) == "7"


def test_decimals_are_as_many_as_tell_the_values_apart():
    assert places_to_tell([Fraction(1, 3), Fraction(1, 2)]) == 2
    assert places_to_tell([Fraction(1, 3), Fraction(333, 1000)]) == 4
    assert places_to_tell([Fraction(1, 3), Fraction(1, 3)]) == 2


def test_a_part_of_nothing_has_no_percentage():
    assert dutch.percentage(98, 120) == "81,7%"
    assert dutch.percentage(0, 0) == "–"


def test_names_are_joined_as_in_a_sentence():
    assert english.join(["A", "B", "C"]) == "A, B and C"
    assert dutch.join(["A", "B", "C"]) == "A, B en C"
    assert english.join(["A"]) == "A"


def test_times_are_those_of_amsterdam_in_winter_and_in_summer():
    assert dutch.time("2027-01-04T08:00:00Z") == "4 januari 2027, 09:00:00 CET (UTC+1)"
    assert english.time("2027-07-08T17:00:00Z") == "8 July 2027, 19:00:00 CEST (UTC+2)"
