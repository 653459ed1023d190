"""A trustee's key file is read back as it was made, and nothing else is taken for one."""

import json

import pytest

from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from stembus.protocol.key_file import KeyFile, make_key_file, parse_key_file

PRIVATE = 31415926535897932384626433832795
KEY = KeyFile("an election", "a trustee", group("Ed25519"), PRIVATE)
CONTENT = json.loads(make_key_file(KEY))


def refused(raw: bytes) -> Code:
    with pytest.raises(Rejected) as why:
        parse_key_file(raw)
    return why.value.code


def test_a_key_file_is_read_back() -> None:
    assert parse_key_file(make_key_file(KEY)) == KEY


def test_white_space_that_an_editor_added_does_no_harm() -> None:
    assert parse_key_file(json.dumps(CONTENT, indent=2).encode()) == KEY


def test_a_key_is_not_shown_by_accident() -> None:
    assert str(PRIVATE) not in repr(KEY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8\xff a photo",
        b"[]",
        json.dumps(CONTENT | {"type": "something else"}).encode(),
        json.dumps(CONTENT | {"version": 2}).encode(),
        json.dumps(CONTENT | {"group": "another"}).encode(),
        json.dumps(CONTENT | {"private_key": str(group("Ed25519").order)}).encode(),
        json.dumps(CONTENT | {"private_key": PRIVATE}).encode(),
    ],
)
def test_another_file_is_refused(raw: bytes) -> None:
    assert refused(raw) == Code.TRUSTEE_KEY_FILE_SHAPE


def test_two_halves_that_do_not_belong_together_are_refused() -> None:
    raw = json.dumps(CONTENT | {"private_key": str(PRIVATE + 1)}).encode()
    assert refused(raw) == Code.TRUSTEE_KEY_FILE_MISMATCH
