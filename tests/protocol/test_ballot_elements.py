"""Elements outside the group are refused in ballots, even where every equation holds."""

from itertools import count
from typing import Any

import pytest
from gmpy2 import mpz

from stembus.protocol.ballot import check_ballot
from stembus.protocol.ballot_making import make_ballot, sign
from stembus.protocol.credential import public
from stembus.protocol.election import Election, Question
from stembus.protocol.elgamal import Ciphertext, Opening, encrypt
from stembus.protocol.errors import Code
from stembus.protocol.finite_field_numbers import BELENIOS_2048_P
from stembus.protocol.group import Element, group
from stembus.protocol.homomorphic import statements
from stembus.protocol.proofs import OneOf, Proof, check_one_of, prove_one_of
from tests.protocol.altering import refusal_of, signed_again
from tests.protocol.making import GROUPS, ballot_for, election_with, seeded, voter

ONE = Question("?", ("A",), 1, 1, False)
ED25519_ORDER_2 = f"{2**255 - 20:064x}"


def negated(election: Election, element: Element) -> Element:
    """The element multiplied by one of order 2."""
    chosen = election.group
    if chosen.name == "Ed25519":
        return chosen.product([element, *chosen.decode_trusted([ED25519_ORDER_2])])
    minus_one = Element(mpz(BELENIOS_2048_P - 1))
    return chosen.product([element, minus_one])


def even(proofs: list[list[Proof]]) -> bool:
    return all(proof.challenge % 2 == 0 for each in proofs for proof in each)


def with_negated_alpha(election: Election) -> tuple[bytes, list[tuple[OneOf, list[Proof]]]]:
    """A ballot whose alpha is outside the group: with even challenges that does not show."""
    chosen, secret = election.group, voter(election)
    signer = public(chosen, secret)
    opening = Opening(chosen.random_scalar(seeded("opening")), 1)
    honest = encrypt(chosen, election.public_key, opening)
    ciphertext = Ciphertext(negated(election, honest.alpha), honest.beta)
    stated = statements(chosen, ONE, f"{election.fingerprint}|{signer}", [ciphertext])
    proofs: list[list[Proof]] = []
    for attempt in count():
        random = seeded(f"attempt {attempt}")
        known = [opening, opening], [opening]
        proofs = [
            prove_one_of(chosen, election.public_key, statement, openings, random)
            for statement, openings in zip(stated, known, strict=True)
        ]
        if even(proofs):
            break
    individual, overall = ([proof.as_json() for proof in each] for each in proofs)
    answer = {
        "choices": [ciphertext.as_json(chosen)],
        "individual_proofs": [individual],
        "overall_proof": overall,
    }
    body: Any = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": signer,
        "answers": [answer],
    }
    return sign(chosen, secret, body, seeded("sign")), list(zip(stated, proofs, strict=True))


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_an_alpha_outside_the_subgroup_is_refused_though_all_equations_hold(name: str) -> None:
    election = election_with(ONE, group_name=name)
    raw, proved = with_negated_alpha(election)
    assert refusal_of(election, raw) == (Code.ELEMENT_INVALID, "answers[0].choices[0]")
    if name == "BELENIOS-2048":  # whose arithmetic does not look: the equations do hold
        check_one_of(election.group, election.public_key, proved)


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("part", ["alpha", "beta"])
def test_a_ciphertext_outside_the_group_is_refused(name: str, part: str) -> None:
    election = election_with(ONE, group_name=name)
    outside = {"Ed25519": ED25519_ORDER_2}.get(name, "0")

    def change(ballot: Any) -> None:
        ballot["answers"][0]["choices"][0][part] = outside

    raw = signed_again(election, ballot_for(election, [[1]]), change)
    assert refusal_of(election, raw) == (Code.ELEMENT_INVALID, "answers[0].choices[0]")


@pytest.mark.parametrize("part", ["alpha", "beta"])
@pytest.mark.parametrize("number", [2, 2**255 - 19, 2**255 - 18, 2**255 + 1])
def test_no_point_and_not_canonical_points_are_refused(part: str, number: int) -> None:
    election = election_with(ONE)

    def change(ballot: Any) -> None:
        ballot["answers"][0]["choices"][0][part] = f"{number:064x}"

    raw = signed_again(election, ballot_for(election, [[1]]), change)
    assert refusal_of(election, raw) == (Code.ELEMENT_INVALID, "answers[0].choices[0]")


@pytest.mark.parametrize("outside", [ED25519_ORDER_2, f"{2:064x}", "x"])
def test_a_credential_outside_the_group_is_refused(outside: str) -> None:
    election = election_with(ONE)

    def change(ballot: Any) -> None:
        ballot["credential"] = outside

    raw = signed_again(election, ballot_for(election, [[1]]), change)
    assert refusal_of(election, raw) == (Code.ELEMENT_INVALID, "credential")


@pytest.mark.parametrize("name", GROUPS)
def test_the_identity_is_an_element_like_any_other(name: str) -> None:
    """Randomness of zero makes alpha the identity: unwise of the voter, but true."""
    election = election_with(ONE, group_name=name)
    later = seeded("later")
    calls = count()

    def zero_first(size: int) -> bytes:
        return later(size) if next(calls) else bytes(size)

    ballot = check_ballot(make_ballot(election, voter(election), [[1]], zero_first), election)
    chosen = group(name)
    assert ballot.answers == ((Ciphertext(chosen.identity, chosen.generator),),)
