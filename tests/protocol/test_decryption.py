"""A partial decryption is made for a real tally only, and proved for every ciphertext."""

from collections.abc import Callable
from typing import Any

import pytest

from stembus.protocol.decryption import check_partial_decryption, make_partial_decryption
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.result import open_tally
from stembus.protocol.wire import parse, render
from tests.protocol.making import seeded
from tests.verify.elections import Held, revoted


@pytest.fixture(scope="module")
def held() -> Held:
    return revoted()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.pop(), Code.TALLY_SHAPE),
        (lambda rows: rows[0].pop(), Code.TALLY_SHAPE),
        (lambda rows: rows[0].append(rows[0][0]), Code.TALLY_SHAPE),
        (lambda rows: rows[1][0].update(alpha=1), Code.TALLY_SHAPE),
        (lambda rows: rows[1][0].update(alpha="02" + "00" * 31), Code.ELEMENT_INVALID),
    ],
)
def test_a_trustee_decrypts_nothing_that_is_not_a_tally(
    held: Held, change: Callable[[Any], None], code: Code
) -> None:
    rows = parse(held.encrypted)
    change(rows)
    with pytest.raises(Rejected) as refusal:
        make_partial_decryption(held.election, held.secrets[0], render(rows), seeded("decrypt"))
    assert refusal.value.code == code


def partial(held: Held, change: Callable[[Any], None]) -> tuple[Code, str]:
    raw = make_partial_decryption(held.election, held.secrets[0], held.encrypted, seeded("again"))
    body = parse(raw)
    change(body)
    with pytest.raises(Rejected) as refusal:
        key = held.trusted.verification_keys[1]
        check_partial_decryption(render(body), held.election, key, held.tally.rows)
    return refusal.value.code, refusal.value.where


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (
            lambda p: p["decryption_proofs"][0][0].update(response="1"),
            Code.DECRYPTION_PROOF,
            "decryption_proofs[0][0]",
        ),
        (
            lambda p: p["decryption_factors"][1].reverse(),
            Code.DECRYPTION_PROOF,
            "decryption_proofs[1][0]",
        ),
        (
            lambda p: p["decryption_factors"][1].pop(),
            Code.DECRYPTION_SHAPE,
            "decryption_factors[1]",
        ),
        (lambda p: p["decryption_proofs"][1].pop(), Code.DECRYPTION_SHAPE, "decryption_proofs[1]"),
        (lambda p: p["decryption_proofs"].pop(), Code.DECRYPTION_SHAPE, ""),
        (lambda p: p["decryption_factors"].pop(), Code.DECRYPTION_SHAPE, ""),
        (lambda p: p.update(more=1), Code.DECRYPTION_SHAPE, ""),
        (
            lambda p: p["decryption_factors"][0].__setitem__(2, "ff" * 32),
            Code.ELEMENT_INVALID,
            "decryption_factors[0][2]",
        ),
    ],
)
def test_a_partial_decryption_is_proved_for_every_ciphertext(
    held: Held, change: Callable[[Any], None], code: Code, where: str
) -> None:
    assert partial(held, change) == (code, where)


def test_a_decryption_by_another_trustee_does_not_hold(held: Held) -> None:
    raw = make_partial_decryption(held.election, held.secrets[1], held.encrypted, seeded("again"))
    with pytest.raises(Rejected) as refusal:
        key = held.trusted.verification_keys[1]
        check_partial_decryption(raw, held.election, key, held.tally.rows)
    assert refusal.value.code == Code.DECRYPTION_PROOF


def test_all_single_trustees_are_needed(held: Held) -> None:
    with pytest.raises(Rejected) as refusal:
        open_tally(held.election, held.trusted, held.tally, {1: held.partials[1]})
    assert (refusal.value.code, refusal.value.where) == (Code.DECRYPTION_MISSING, "trustees[1]")
