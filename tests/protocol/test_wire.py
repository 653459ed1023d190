"""JSON has one form, and anything else is refused."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stembus.protocol import wire
from stembus.protocol.errors import Code, Rejected

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-wire.MAX_INTEGER, wire.MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_rendered_is_parsed_again(value: wire.Json) -> None:
    assert wire.parse_canonical(wire.render(value)) == value


TOKENS = [*"{}[],:0", "-0", "01", "1.0", "-7", "true", " ", "\t", "\n", "\r"]
TOKENS += ['"a"', '"b"', '"\\u0061"', '"\\n"', '"\\/"', '"é"', '"\x7f"', '"a":', '"b":', '{"a":']


@settings(max_examples=400)
@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9).map("".join).map(str.encode))
def test_what_is_canonical_is_what_would_be_rendered(raw: bytes) -> None:
    try:
        expected = wire.render(wire.parse(raw)) == raw
    except Rejected:
        expected = False
    try:
        wire.parse_canonical(raw)
        accepted = True
    except Rejected:
        accepted = False
    assert accepted == expected


def test_text_is_raw_utf8_and_escapes_only_what_it_must() -> None:
    assert (
        wire.render({"naam": 'één "café"\n\x01/'})
        == '{"naam":"één \\"café\\"\\n\\u0001/"}'.encode()
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1,]",
        b"nope",
        b"1 2",
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b'"line\nbreak"',
        "\ufeff1".encode(),
        '"één"'.encode("utf-16"),
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
    ],
)
def test_what_is_not_strict_json_is_refused(raw: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        wire.parse(raw)
    assert refusal.value.code == Code.JSON_INVALID


@pytest.mark.parametrize(
    "raw",
    [b' {"a":1}', b'{"a":1}\n', b'{"a": 1}', b'{"a":-0}', b'"\\u0041"', b'"\\/"', b'"\\u00e9"'],
)
def test_other_forms_of_the_same_json_are_not_canonical(raw: bytes) -> None:
    assert wire.parse(raw) == json.loads(raw)
    with pytest.raises(Rejected) as refusal:
        wire.parse_canonical(raw)
    assert refusal.value.code == Code.JSON_NOT_CANONICAL


def test_depth_is_allowed_up_to_the_limit() -> None:
    wire.parse(b"[" * wire.MAX_DEPTH + b"]" * wire.MAX_DEPTH)


def test_fields_come_back_in_order() -> None:
    assert wire.fields({"a": 1, "b": 2}, "a", "b") == [1, 2]
    assert wire.fields({"a": 1}, "a", "b?") == [1, None]
    assert wire.fields({"a": 1, "b": 2}, "a", "b?") == [1, 2]
    assert wire.known_fields({"x": 0, "a": 1, "y": 0, "b": 2, "z": 0}, "a", "b", "c?") == [
        1,
        2,
        None,
    ]


@pytest.mark.parametrize(
    ("value", "names", "code"),
    [
        ({"b": 2, "a": 1}, ["a", "b"], Code.JSON_NOT_CANONICAL),
        ({"b": 2, "a": 1}, ["a?", "b"], Code.JSON_NOT_CANONICAL),
        ({"a": 1}, ["a", "b"], Code.JSON_SHAPE),
        ({"a": 1, "b": 2, "c": 3}, ["a", "b"], Code.JSON_SHAPE),
        ({"a": 1, "x": 3}, ["a", "b?"], Code.JSON_SHAPE),
        ({"a": 1, "b": None}, ["a", "b?"], Code.JSON_SHAPE),
        (["a", "b"], ["a", "b"], Code.JSON_SHAPE),
    ],
)
def test_other_fields_are_refused(value: wire.Json, names: list[str], code: Code) -> None:
    with pytest.raises(Rejected) as refusal:
        wire.fields(value, *names)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "read",
    [
        lambda: wire.mapping([]),
        lambda: wire.array({}),
        lambda: wire.array([1, 2], 3),
        lambda: wire.text(1),
        lambda: wire.text(None),
        lambda: wire.integer("1"),
        lambda: wire.integer(-1),
        lambda: wire.integer(True),
        lambda: wire.boolean(1),
        lambda: wire.scalar(1, 7),
    ],
)
def test_another_type_is_refused(read: object) -> None:
    assert callable(read)
    with pytest.raises(Rejected) as refusal:
        read()
    assert refusal.value.code == Code.JSON_SHAPE


def test_scalars_below_the_order_are_read() -> None:
    assert [wire.scalar(text, 101) for text in ("0", "7", "100")] == [0, 7, 100]


@pytest.mark.parametrize("text", ["101", "102", "1000", "9" * 10_000])
def test_a_scalar_of_the_order_and_above_is_refused(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        wire.scalar(text, 101)
    assert refusal.value.code == Code.SCALAR_OUT_OF_RANGE


@pytest.mark.parametrize("text", ["", "00", "07", "-1", "+1", " 1", "1 ", "1\n", "0x1", "1_0", "٣"])
def test_a_scalar_has_one_form(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        wire.scalar(text, 101)
    assert refusal.value.code == Code.JSON_NOT_CANONICAL
