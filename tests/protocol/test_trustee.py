"""Keys of single trustees are made with a proof, and refused without it."""

from typing import Any

import pytest

from stembus.protocol.election import parse_election
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from stembus.protocol.trustee import (
    make_key,
    make_secret,
    make_trustees,
    parse_single,
    parse_trustees,
)
from stembus.protocol.wire import parse, render
from tests.protocol.making import GROUPS, seeded
from tests.protocol.vectors import load, records

ED25519 = group("Ed25519")
SECRET = make_secret(ED25519, seeded("secret"))
KEY = make_key(ED25519, SECRET, seeded("key"))


def refusal_of(raw: bytes) -> tuple[Code, str]:
    with pytest.raises(Rejected) as refusal:
        parse_trustees(raw, ED25519)
    return refusal.value.code, refusal.value.where


def altered(**changes: object) -> bytes:
    key: Any = parse(KEY)
    return render([["Single", {**key, **changes}]])


@pytest.mark.parametrize("name", GROUPS)
def test_the_election_key_is_the_product_of_the_trustees_keys(name: str) -> None:
    chosen, random = group(name), seeded(name)
    secrets = [make_secret(chosen, random) for _ in range(3)]
    keys = [make_key(chosen, secret, random) for secret in secrets]
    trustees = parse_trustees(make_trustees(keys), chosen)
    together = chosen.power(chosen.generator, sum(secrets) % chosen.order)
    assert trustees.election_key == together
    public = [chosen.power(chosen.generator, secret) for secret in secrets]
    assert trustees.verification_keys == dict(enumerate(public, start=1))


def test_a_key_may_have_a_name_and_fields_that_we_do_not_know() -> None:
    named = make_key(ED25519, SECRET, seeded("key"), name="Één")
    assert parse_single(named, ED25519) == parse_single(KEY, ED25519)
    assert '"name":"Één"' in named.decode()
    parse_trustees(altered(colour="red"), ED25519)


@pytest.mark.parametrize(
    ("case", "index"), [("h-weighted-3trustees", 0), ("ed25519-33-h-single", 0)]
)
def test_keys_of_other_programs_are_accepted(case: str, index: int) -> None:
    election, trustees, *_ = records(case)
    parsed = parse_election(election)
    assert parse_trustees(trustees, parsed.group).election_key == parsed.public_key


def test_the_hashed_text_is_that_of_other_programs() -> None:
    traced = load("trace.json")["ed25519-33-h-single"]["trustee_pok"][0]
    _, trustees, *_ = records("ed25519-33-h-single")
    ((_, key),) = parse(trustees)  # type: ignore[misc, union-attr]
    assert key["pok"]["challenge"] == traced["mod_q"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        (b"[]", Code.TRUSTEES_SHAPE, ""),
        (b"{}", Code.TRUSTEES_SHAPE, ""),
        (b'[["Single"]]', Code.TRUSTEES_SHAPE, "[0]"),
        (b'[["Double",{}]]', Code.TRUSTEES_SHAPE, "[0]"),
        (b'[["Single",{}]]', Code.TRUSTEES_SHAPE, "[0]"),
        (b'[["Single",[]]]', Code.TRUSTEES_SHAPE, "[0]"),
        (b'[ ["Single",{}]]', Code.JSON_NOT_CANONICAL, ""),
        (altered(name=3), Code.TRUSTEES_SHAPE, "[0]"),
        (altered(public_key=3), Code.TRUSTEES_SHAPE, "[0].public_key"),
        (altered(public_key="00"), Code.ELEMENT_INVALID, "[0].public_key"),
        (altered(pok={"challenge": "1", "response": "1"}), Code.TRUSTEES_PROOF, "[0].pok"),
        (
            altered(pok={"challenge": "1", "response": str(ED25519.order)}),
            Code.SCALAR_OUT_OF_RANGE,
            "[0].pok",
        ),
        (altered(pok={"response": "1", "challenge": "1"}), Code.JSON_NOT_CANONICAL, "[0].pok"),
    ],
)
def test_what_is_not_a_proved_key_is_refused(raw: bytes, code: Code, where: str) -> None:
    assert refusal_of(raw) == (code, where)


def test_a_proof_for_another_group_or_key_does_not_hold() -> None:
    other: Any = parse(make_key(ED25519, SECRET + 1, seeded("other")))
    assert refusal_of(altered(pok=other["pok"])) == (Code.TRUSTEES_PROOF, "[0].pok")
    with pytest.raises(Rejected):
        parse_single(make_key(group("BELENIOS-2048"), 5, seeded("key")), ED25519)
