"""Shuffles (§2.5): the ciphertexts of non-homomorphic questions are put in another order and
encrypted anew, so that nobody knows whose they are when they are opened."""

from dataclasses import replace

from stembus.protocol.election import Election, NonHomomorphicQuestion
from stembus.protocol.elgamal import parse_ciphertexts
from stembus.protocol.errors import Code, renamed, within
from stembus.protocol.shuffle_proof import check_shuffle_proof, parse_shuffle_proof
from stembus.protocol.tally import Row, Tally
from stembus.protocol.wire import Json, array, fields, parse_canonical


def needs_shuffles(election: Election) -> bool:
    return any(isinstance(each, NonHomomorphicQuestion) for each in election.questions)


def check_shuffle(raw: bytes, election: Election, tally: Tally) -> Tally:
    """The tally after a shuffle of the rows of its non-homomorphic questions.

    Refuses with `json.*`, `shuffle.*`, `element.invalid` or `scalar.out_of_range`.
    """
    rows = list(tally.rows)
    with renamed({Code.JSON_SHAPE: Code.SHUFFLE_SHAPE}):
        ciphertexts, proofs = fields(parse_canonical(raw), "ciphertexts", "proofs")
        shuffled = [
            index
            for index, question in enumerate(election.questions)
            if isinstance(question, NonHomomorphicQuestion)
        ]
        parts = zip(
            shuffled, array(ciphertexts, len(shuffled)), array(proofs, len(shuffled)), strict=True
        )
        for place, (index, after, proof) in enumerate(parts):
            rows[index] = _check_row(election, rows[index], place, after, proof)
    return replace(tally, rows=tuple(rows))


def _check_row(election: Election, before: Row, place: int, after: Json, proof: Json) -> Row:
    """`place` is the number of the question among those that are shuffled."""
    group = election.group
    with within(f"ciphertexts[{place}]"):
        row = tuple(parse_ciphertexts(array(after, len(before)), group.decode_many))
    with within(f"proofs[{place}]"):
        parsed = parse_shuffle_proof(proof, group, len(before))
        check_shuffle_proof(election, before, row, parsed)
    return row
