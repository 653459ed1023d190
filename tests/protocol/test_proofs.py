"""Proofs hold for what is true, and for nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stembus.protocol.elgamal import Ciphertext, Opening, encrypt, product
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import Element, Group
from stembus.protocol.proofs import (
    OneOf,
    Proof,
    check_equality,
    check_knowledge,
    check_one_of,
    parse_proof,
    prove_equality,
    prove_knowledge,
    prove_one_of,
)
from tests.protocol.cores import ALL_GROUPS
from tests.protocol.making import seeded

pytestmark = pytest.mark.parametrize("group", ALL_GROUPS.values(), ids=ALL_GROUPS)
few = settings(max_examples=6, deadline=None)
seeds = st.integers(0, 2**64).map(str)
CODE = Code.TRUSTEES_PROOF


def keys(group: Group, seed: str) -> tuple[int, Element]:
    secret = group.random_scalar(seeded(seed))
    return secret, group.power(group.generator, secret)


def altered(group: Group, proof: Proof) -> list[Proof]:
    return [
        replace(proof, challenge=(proof.challenge + 1) % group.order),
        replace(proof, response=(proof.response + 1) % group.order),
        Proof(0, 0),
    ]


@few
@given(seed=seeds)
def test_knowledge_is_proved(group: Group, seed: str) -> None:
    secret, public = keys(group, seed)
    proof = prove_knowledge(group, secret, "pok|", seeded(seed + "proof"))
    assert parse_proof(proof.as_json(), group) == proof
    check_knowledge(group, public, "pok|", proof, CODE)
    wrong = [(public, "other|", proof), (group.generator, "pok|", proof)]
    wrong += [(public, "pok|", other) for other in altered(group, proof)]
    for other_key, prefix, other in wrong:
        with pytest.raises(Rejected) as refusal:
            check_knowledge(group, other_key, prefix, other, CODE)
        assert refusal.value.code == CODE


@few
@given(seed=seeds)
def test_equality_is_proved(group: Group, seed: str) -> None:
    secret, public = keys(group, seed)
    _, base = keys(group, seed + "base")
    power = group.power(base, secret)
    proof = prove_equality(group, secret, base, "decrypt|", seeded(seed + "proof"))
    check_equality(group, public, base, power, "decrypt|", proof, CODE)
    wrong = [(public, base, public, "decrypt|", proof), (public, base, power, "other|", proof)]
    wrong += [(public, base, power, "decrypt|", other) for other in altered(group, proof)]
    for arguments in wrong:
        with pytest.raises(Rejected) as refusal:
            check_equality(group, *arguments, CODE)
        assert refusal.value.code == CODE


@few
@given(seed=seeds, values=st.lists(st.integers(0, 4), min_size=1, max_size=4), data=st.data())
def test_one_of_several_values_is_proved(
    group: Group, seed: str, values: list[int], data: st.DataObject
) -> None:
    plaintext = data.draw(st.sampled_from(values))
    _, key = keys(group, seed)
    opening = Opening(group.random_scalar(seeded(seed + "r")), plaintext)
    ciphertext = encrypt(group, key, opening)
    stated = OneOf(tuple((ciphertext, value) for value in values), "prove|", CODE, "here")
    proofs = prove_one_of(group, key, stated, [opening] * len(values), seeded(seed + "proof"))
    check_one_of(group, key, [(stated, proofs)])
    for index, proof in enumerate(proofs):
        for other in altered(group, proof):
            refused(group, key, stated, [*proofs[:index], other, *proofs[index + 1 :]])
    refused(group, key, replace(stated, prefix="other|"), proofs)
    refused(group, group.generator, stated, proofs)


def refused(group: Group, key: Element, stated: OneOf, proofs: list[Proof]) -> None:
    with pytest.raises(Rejected) as refusal:
        check_one_of(group, key, [(stated, proofs)])
    assert (refusal.value.code, refusal.value.where) == (CODE, "here")


def two(group: Group, *plaintexts: int) -> tuple[Element, list[Opening], list[Ciphertext]]:
    _, key = keys(group, "two")
    random = seeded("two openings")
    openings = [Opening(group.random_scalar(random), number) for number in plaintexts]
    return key, openings, [encrypt(group, key, opening) for opening in openings]


@pytest.mark.parametrize("plaintexts", [(0, 5), (5, 0), (0, 0)])
def test_one_of_several_ciphertexts_is_proved(group: Group, plaintexts: tuple[int, int]) -> None:
    key, openings, ciphertexts = two(group, *plaintexts)
    stated = OneOf(tuple((each, 0) for each in ciphertexts), "bproof0|", CODE, "here")
    check_one_of(group, key, [(stated, prove_one_of(group, key, stated, openings, seeded("p")))])


def test_what_is_false_cannot_be_proved_with_the_prover(group: Group) -> None:
    key, openings, ciphertexts = two(group, 2, 2)
    stated = OneOf(tuple((each, 0) for each in ciphertexts), "bproof0|", CODE, "here")
    with pytest.raises(ValueError):
        prove_one_of(group, key, stated, openings, seeded("p"))


def test_the_first_statement_that_fails_is_the_one_refused(group: Group) -> None:
    key, openings, (ciphertext, _) = two(group, 1, 1)
    stated = OneOf(((ciphertext, 1),), "prove|", CODE, "first")
    proofs = prove_one_of(group, key, stated, openings[:1], seeded("p"))
    second = replace(stated, where="second"), [Proof(1, 1)]
    third = replace(stated, where="third"), [Proof(2, 2)]
    with pytest.raises(Rejected) as refusal:
        check_one_of(group, key, [(stated, proofs), second, third])
    assert refusal.value.where == "second"


def test_a_product_encrypts_the_sum(group: Group) -> None:
    secret, key = keys(group, "sum")
    random = seeded("sum of three")
    openings = [Opening(group.random_scalar(random), number) for number in (0, 1, 4)]
    total = product(group, [encrypt(group, key, opening) for opening in openings])
    shared = group.power(total.alpha, secret)
    assert group.divide(total.beta, shared) == group.power(group.generator, 5)


@pytest.mark.parametrize("part", ["challenge", "response"])
def test_numbers_of_q_and_above_are_refused_in_proofs(group: Group, part: str) -> None:
    numbers = {"challenge": "1", "response": "1"} | {part: str(group.order)}
    with pytest.raises(Rejected) as refusal:
        parse_proof({**numbers}, group)
    assert refusal.value.code == Code.SCALAR_OUT_OF_RANGE
