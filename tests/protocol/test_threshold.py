"""Threshold groups are accepted in both forms, and refused when any part of them is altered."""

from collections.abc import Callable
from typing import Any

import pytest

from stembus.protocol.election import parse_election
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import Group
from stembus.protocol.trustee import Trustees, parse_trustees
from stembus.protocol.wire import parse, render
from tests.protocol.vectors import records

OLDER, NEWER = "h-threshold-2of3", "made-by-prototype-ed25519-h"


def published(case: str) -> tuple[Group, Any]:
    election, trustees, *_ = records(case)
    return parse_election(election).group, parse(trustees)


def after(case: str, change: Callable[[Any], None]) -> Trustees:
    """The trustees after a change of the threshold group, which is the last entry."""
    group, entries = published(case)
    change(entries[-1][1])
    return parse_trustees(render(entries), group)


def refusal_of(case: str, change: Callable[[Any], None]) -> tuple[Code, str]:
    with pytest.raises(Rejected) as refusal:
        after(case, change)
    return refusal.value.code, refusal.value.where


@pytest.mark.parametrize("case", [OLDER, NEWER, "tampered/m00-untouched"])
def test_both_forms_give_the_election_key(case: str) -> None:
    election, trustees, *_ = records(case)
    parsed = parse_election(election)
    assert parse_trustees(trustees, parsed.group).election_key == parsed.public_key


def test_owners_count_over_all_entries() -> None:
    group, entries = published(NEWER)
    trustees = parse_trustees(render(entries), group)
    single, threshold = trustees.quorums
    assert (single.needed, threshold.needed) == (1, 2)
    keys = (*single.verification_keys, *threshold.verification_keys)
    assert trustees.verification_keys == dict(enumerate(keys, start=1))


def swap(items: list[Any]) -> None:
    items[0], items[1] = items[1], items[0]


def message(change: str, to: str) -> Callable[[Any], None]:
    def apply(signed: Any) -> None:
        assert change in signed["message"]
        signed["message"] = signed["message"].replace(change, to)

    return apply


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda t: t.pop("signatures"), Code.TRUSTEES_SHAPE, "certs[0].context"),
        (lambda t: t["signatures"].pop(), Code.TRUSTEES_SHAPE, ""),
        (lambda t: t["certs"].pop(), Code.TRUSTEES_SHAPE, ""),
        (lambda t: t["coefexps"].pop(), Code.TRUSTEES_SHAPE, ""),
        (lambda t: t["verification_keys"].pop(), Code.TRUSTEES_SHAPE, ""),
        (lambda t: t.update(threshold=0), Code.TRUSTEES_SHAPE, "threshold"),
        (lambda t: t.update(threshold=4), Code.TRUSTEES_SHAPE, "threshold"),
        (lambda t: t.update(threshold="2"), Code.TRUSTEES_SHAPE, ""),
        (lambda t: t.update(threshold=3), Code.TRUSTEES_SHAPE, "certs[0].context"),
        (lambda t: swap(t["certs"]), Code.TRUSTEES_SHAPE, "certs[0].context"),
        (lambda t: swap(t["coefexps"]), Code.TRUSTEES_SIGNATURE, "coefexps[0].signature"),
        (lambda t: swap(t["signatures"]), Code.TRUSTEES_SIGNATURE, "signatures[0].signature"),
        (
            lambda t: swap(t["verification_keys"]),
            Code.TRUSTEES_VERIFICATION_KEY,
            "verification_keys[0]",
        ),
        (
            lambda t: t["verification_keys"][1].pop("signature"),
            Code.TRUSTEES_SHAPE,
            "verification_keys[1].signature",
        ),
        (
            lambda t: t["verification_keys"][1].update(
                signature=t["verification_keys"][0]["signature"]
            ),
            Code.TRUSTEES_SIGNATURE,
            "verification_keys[1].signature",
        ),
        (
            lambda t: t["verification_keys"][1].update(pok=t["verification_keys"][0]["pok"]),
            Code.TRUSTEES_PROOF,
            "verification_keys[1].pok",
        ),
        (
            lambda t: message('"index":3', '"index":2')(t["certs"][2]),
            Code.TRUSTEES_SHAPE,
            "certs[2].context",
        ),
        (
            lambda t: message('"verification"', '"encryption"')(t["certs"][2]),
            Code.JSON_INVALID,
            "certs[2]",
        ),
        (
            lambda t: t["certs"][2].update(signature=t["certs"][1]["signature"]),
            Code.TRUSTEES_SIGNATURE,
            "certs[2].signature",
        ),
        (
            lambda t: message('["', '[ "')(t["coefexps"][2]),
            Code.TRUSTEES_SIGNATURE,
            "coefexps[2].signature",
        ),
    ],
)
def test_every_alteration_is_refused(change: Callable[[Any], None], code: Code, where: str) -> None:
    assert refusal_of(NEWER, change) == (code, "[1]." + where if where else "[1]")


def test_signatures_in_the_older_form_are_not_taken_for_the_newer() -> None:
    def sign(threshold: Any) -> None:
        threshold["verification_keys"][0]["signature"] = threshold["certs"][0]["signature"]

    assert refusal_of(OLDER, sign)[0] == Code.TRUSTEES_SHAPE
    spurious = [{"challenge": "1", "response": "1"}] * 3

    def insert(threshold: Any) -> None:
        keys = threshold.pop("verification_keys")
        threshold.update(signatures=spurious, verification_keys=keys)

    assert refusal_of(OLDER, insert) == (Code.TRUSTEES_SHAPE, "[0].certs[0].context")
