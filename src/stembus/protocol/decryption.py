"""Partial decryptions, one per trustee (§2.5): alpha^x for every ciphertext of the tally."""

from collections.abc import Sequence
from typing import TypeAlias

from stembus.protocol.election import Election
from stembus.protocol.elgamal import Ciphertext
from stembus.protocol.errors import Code, each, renamed, within
from stembus.protocol.group import Element, Random
from stembus.protocol.proofs import check_equality, parse_proof, prove_equality
from stembus.protocol.tally import Row, parse_encrypted_tally
from stembus.protocol.wire import Json, array, fields, parse_canonical, render, text

Factors: TypeAlias = tuple[tuple[Element, ...], ...]
"""For each row of the tally, the alphas of its ciphertexts to the power of a secret."""


def make_partial_decryption(
    election: Election, secret: int, encrypted_tally: bytes, random: Random
) -> bytes:
    """What the trustee with this secret publishes.

    Refuses with `json.*`, `element.invalid` or `tally.shape` a tally that the secret must not
    touch.
    """
    group = election.group
    prefix = _prefix(election, group.power(group.generator, secret))
    alphas = [
        [each.alpha for each in row] for row in parse_encrypted_tally(encrypted_tally, election)
    ]
    return render(
        {
            "decryption_factors": [
                [group.encode(group.power(alpha, secret)) for alpha in row] for row in alphas
            ],
            "decryption_proofs": [
                [prove_equality(group, secret, alpha, prefix, random).as_json() for alpha in row]
                for row in alphas
            ],
        }
    )


def check_partial_decryption(
    raw: bytes, election: Election, verification_key: Element, rows: Sequence[Row]
) -> Factors:
    """The factors in a partial decryption of the tally's rows, each proved with the key of the
    trustee who gave it.

    Refuses with `json.*`, `decryption.*`, `element.invalid` or `scalar.out_of_range`.
    """
    checked = []
    with renamed({Code.JSON_SHAPE: Code.DECRYPTION_SHAPE}):
        factors, proofs = fields(parse_canonical(raw), "decryption_factors", "decryption_proofs")
        table = zip(rows, array(factors, len(rows)), array(proofs, len(rows)), strict=True)
        for index, (row, own_factors, own_proofs) in enumerate(table):
            with within(f"decryption_factors[{index}]"):
                powers = _parse_factors(election, row, own_factors)
            with within(f"decryption_proofs[{index}]"):
                _check_proofs(election, verification_key, row, powers, own_proofs)
            checked.append(powers)
    return tuple(checked)


def _parse_factors(election: Election, row: Row, value: Json) -> tuple[Element, ...]:
    texts = [text(factor) for factor in array(value, len(row))]
    return tuple(election.group.decode_many(texts))


def _check_proofs(
    election: Election,
    key: Element,
    row: Row,
    powers: Sequence[Element],
    value: Json,
) -> None:
    group, prefix = election.group, _prefix(election, key)

    def check(part: tuple[Ciphertext, Element, Json]) -> None:
        ciphertext, power, own = part
        proof = parse_proof(own, group)
        code = Code.DECRYPTION_PROOF
        check_equality(group, key, ciphertext.alpha, power, prefix, proof, code)

    each(zip(row, powers, array(value, len(row)), strict=True), check)


def _prefix(election: Election, verification_key: Element) -> str:
    return f"decrypt|{election.fingerprint}|{election.group.encode(verification_key)}|"
