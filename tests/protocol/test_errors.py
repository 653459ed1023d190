"""A refusal says what is wrong, and where."""

import pytest

from stembus.protocol.errors import Code, Rejected, renamed, within


def test_places_are_joined_from_the_outside_in() -> None:
    with pytest.raises(Rejected) as refusal, within("answers[0]"), within("choices"):
        raise Rejected(Code.ELEMENT_INVALID, "[2]")
    assert refusal.value.where == "answers[0].choices[2]"
    assert str(refusal.value) == "element.invalid at answers[0].choices[2]"


def test_a_refusal_without_a_place_is_only_its_code() -> None:
    assert str(Rejected(Code.GROUP_UNKNOWN)) == "group.unknown"
    with pytest.raises(Rejected) as refusal, within("signature"):
        raise Rejected(Code.BALLOT_SIGNATURE)
    assert refusal.value.where == "signature"


def test_only_the_codes_that_are_named_get_another_name() -> None:
    names = {Code.JSON_SHAPE: Code.BALLOT_SHAPE}
    for raised, seen in [(Code.JSON_SHAPE, Code.BALLOT_SHAPE), (Code.JSON_INVALID,) * 2]:
        with pytest.raises(Rejected) as refusal, renamed(names):
            raise Rejected(raised, "answers")
        assert (refusal.value.code, refusal.value.where) == (seen, "answers")
