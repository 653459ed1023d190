"""Voting codes, credentials and the list of credentials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stembus.protocol import credential
from stembus.protocol.base58 import ALPHABET
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from stembus.protocol.wire import parse, render
from tests.protocol.making import seeded
from tests.protocol.vectors import HONEST, lines, load, setup

ED25519 = group("Ed25519")
KEYS = [credential.public(ED25519, secret) for secret in (1, 2, 3)]
DERIVATIONS = load("kdf.json")
CURRENT = [vector for vector in DERIVATIONS if vector["format"].startswith("2.4+")]


@pytest.mark.parametrize("vector", CURRENT, ids=lambda vector: vector["credential"])
def test_secrets_are_derived_as_in_the_vectors(vector: dict[str, str]) -> None:
    chosen = group(vector["group"])
    secret = credential.derive(chosen, vector["uuid"], vector["credential"])
    assert secret == int(vector["secret"])


@pytest.mark.parametrize("vector", DERIVATIONS, ids=lambda vector: vector["credential"])
def test_public_credentials_are_those_of_the_vectors(vector: dict[str, str]) -> None:
    assert credential.public(group(vector["group"]), int(vector["secret"])) == vector["public"]


@pytest.mark.parametrize("name", ["ed25519-33-h-single", "made-by-prototype-ed25519-h"])
def test_the_codes_of_an_archive_are_on_its_list(name: str) -> None:
    election, raw = setup(name)
    listed = credential.parse_list(raw, election.group)
    codes = [line.split()[-1] for line in lines(name, "private_creds.txt")]
    secrets = [credential.derive(election.group, election.uuid, code) for code in codes]
    assert {credential.public(election.group, secret) for secret in secrets} == set(listed)


def test_a_code_is_22_base58_digits_with_dashes() -> None:
    code = credential.make_code(seeded("code"))
    assert [len(part) for part in code.split("-")] == [5, 6, 5, 6]
    assert set(code) <= {*ALPHABET, "-"}
    assert credential.make_code(seeded("other")) != code


@given(st.binary(min_size=40, max_size=40))
def test_a_code_is_recognised_however_it_is_typed(entropy: bytes) -> None:
    code = credential.make_code(lambda size: entropy[:size])
    bare = code.replace("-", "")
    typed = [code, bare, f"  {code}\n", code.replace("-", " - "), code.replace("-", "\u2013")]
    assert {credential.normalise_code(text) for text in [*typed, " ".join(bare)]} == {code}


@pytest.mark.parametrize("wrong", "0OIl?é_")
def test_letters_that_are_not_in_the_alphabet_are_refused(wrong: str) -> None:
    with pytest.raises(Rejected) as refusal:
        credential.normalise_code(wrong + "a" * 21)
    assert refusal.value.code == Code.VOTING_CODE_ALPHABET


@pytest.mark.parametrize("length", [0, 15, 21, 23])
def test_a_code_that_is_too_short_or_too_long_is_refused(length: int) -> None:
    with pytest.raises(Rejected) as refusal:
        credential.normalise_code("a" * length)
    assert refusal.value.code == Code.VOTING_CODE_LENGTH


@pytest.mark.parametrize("name", HONEST)
def test_the_lists_of_the_archives_are_read(name: str) -> None:
    election, raw = setup(name)
    listed = credential.parse_list(raw, election.group)
    entries = parse(raw)
    assert isinstance(entries, list)
    assert list(listed) == [str(entry).partition(",")[0] for entry in entries]
    assert parse(credential.make_list(listed.items())) == sorted(map(str, entries))


def test_the_list_is_sorted_and_names_weights_only_if_there_are_any() -> None:
    assert parse(credential.make_list((key, 1) for key in KEYS)) == sorted(KEYS)
    weighted = credential.make_list(zip(KEYS, (1, 0, 12), strict=True))
    assert credential.parse_list(weighted, ED25519) == dict(zip(KEYS, (1, 0, 12), strict=True))
    assert parse(weighted) == sorted([f"{KEYS[0]},1", f"{KEYS[1]},0", f"{KEYS[2]},12"])


def test_an_unsorted_list_with_some_weights_is_read() -> None:
    raw = render([KEYS[2], f"{KEYS[0]},5", KEYS[1]])
    assert list(credential.parse_list(raw, ED25519).items()) == [
        (KEYS[2], 1),
        (KEYS[0], 5),
        (KEYS[1], 1),
    ]


@pytest.mark.parametrize(
    ("entries", "code", "where"),
    [
        ([KEYS[0], KEYS[1], KEYS[0]], Code.CREDENTIALS_DUPLICATE, "[2]"),
        ([KEYS[0], f"{KEYS[0]},2"], Code.CREDENTIALS_DUPLICATE, "[1]"),
        ([KEYS[0], "0" * 63 + "2"], Code.ELEMENT_INVALID, "[1]"),
        ([KEYS[0], KEYS[1].upper()], Code.ELEMENT_INVALID, "[1]"),
        ([KEYS[0], 7], Code.CREDENTIALS_SHAPE, "[1]"),
        ({"credentials": KEYS}, Code.CREDENTIALS_SHAPE, ""),
        ([f"{KEYS[0]},"], Code.JSON_NOT_CANONICAL, "[0]"),
        ([f"{KEYS[0]},01"], Code.JSON_NOT_CANONICAL, "[0]"),
        ([f"{KEYS[0]},-1"], Code.JSON_NOT_CANONICAL, "[0]"),
        ([f"{KEYS[0]},1,1"], Code.JSON_NOT_CANONICAL, "[0]"),
        ([f"{KEYS[0]},{2**53}"], Code.SCALAR_OUT_OF_RANGE, "[0]"),
    ],
)
def test_other_lists_are_refused(entries: object, code: Code, where: str) -> None:
    with pytest.raises(Rejected) as refusal:
        credential.parse_list(render(entries), ED25519)
    assert (refusal.value.code, refusal.value.where) == (code, where)


def test_a_list_that_is_not_canonical_json_is_refused() -> None:
    raw = credential.make_list([(KEYS[0], 1), (KEYS[1], 1)])
    with pytest.raises(Rejected) as refusal:
        credential.parse_list(raw.replace(b",", b", "), ED25519)
    assert refusal.value.code == Code.JSON_NOT_CANONICAL
