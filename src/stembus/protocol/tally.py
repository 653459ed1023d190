"""The encrypted tally (§2.5): the counted ballots, added up without being opened. What can't be
added up, the answers to non-homomorphic questions, is collected and sorted.

Which ballots count, and with which weight, is for the caller to say: the last one of each
credential, with the weight that the list gives to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from stembus.protocol.ballot import Ballot
from stembus.protocol.election import AnyQuestion, Election, NonHomomorphicQuestion, Question
from stembus.protocol.elgamal import Ciphertext, parse_ciphertexts, product
from stembus.protocol.errors import Code, Rejected, each, renamed
from stembus.protocol.group import Group
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.wire import MAX_INTEGER, Json, array, integer, parse_canonical, render, scalar

Row: TypeAlias = tuple[Ciphertext, ...]
"""What is to be decrypted of one question: each of its answers, with the blank vote's indicator
first; or, if it is non-homomorphic, each voter's answer."""

LARGEST_NUMBER = 2**30 - 1
_TOGETHER = 256  # ballots that are multiplied at once


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of so many ballots, together of this weight; `rows` has one for each question."""

    ballots: int
    weight: int
    rows: tuple[Row, ...]


def sum_ballots(election: Election, ballots: Iterable[tuple[Ballot, int]]) -> Tally:
    """The sum of ballots with their weights; (1, 1) everywhere if there are none.

    Ballots of the same weight are multiplied first, so that there is one power per weight. They are
    let go by hundreds, so that memory does not grow with their number.
    """
    parts: dict[int, list[Tally]] = {}
    waiting: dict[int, list[Ballot]] = {}

    def add(weight: int) -> None:
        parts.setdefault(weight, []).append(_sum_alike(election, waiting.pop(weight)))

    for ballot, weight in ballots:
        alike = waiting.setdefault(weight, [])
        alike.append(ballot)
        if len(alike) == _TOGETHER:
            add(weight)
    for weight in list(waiting):
        add(weight)
    sums = {weight: sum_tallies(election, alike) for weight, alike in parts.items()}
    return sum_tallies(election, [_weigh(election, *item) for item in sums.items()])


def sum_tallies(election: Election, parts: Sequence[Tally]) -> Tally:
    """The tally of all ballots, from tallies of some."""
    return Tally(
        sum(part.ballots for part in parts),
        sum(part.weight for part in parts),
        tuple(
            _add(election.group, question, [part.rows[index] for part in parts])
            for index, question in enumerate(election.questions)
        ),
    )


def _sum_alike(election: Election, ballots: Sequence[Ballot]) -> Tally:
    """The sum of ballots, each with the weight 1."""
    rows = tuple(
        _add(election.group, question, [ballot.answers[index] for ballot in ballots])
        for index, question in enumerate(election.questions)
    )
    return Tally(len(ballots), len(ballots), rows)


def _add(group: Group, question: AnyQuestion, rows: Sequence[Row]) -> Row:
    match question:
        case Question():
            neutral = (product(group, []),) * question.size
            return tuple(product(group, column) for column in zip(neutral, *rows, strict=True))
        case NonHomomorphicQuestion():
            return tuple(sorted(chain(*rows), key=lambda answer: _sort_key(group, answer)))
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)


def _sort_key(group: Group, ciphertext: Ciphertext) -> tuple[object, object]:
    return group.sort_key(ciphertext.alpha), group.sort_key(ciphertext.beta)


def _weigh(election: Election, weight: int, alike: Tally) -> Tally:
    """The sum of ballots of that weight, from their sum with the weight 1."""
    rows = tuple(
        _weigh_row(election.group, question, row, weight)
        for question, row in zip(election.questions, alike.rows, strict=True)
    )
    return Tally(alike.ballots, alike.ballots * weight, rows)


def _weigh_row(group: Group, question: AnyQuestion, row: Row, weight: int) -> Row:
    """Every ciphertext to the power of the weight. A single answer can't be given a weight."""
    if weight == 1:
        return row
    if not isinstance(question, Question):
        raise Rejected(Code.CREDENTIALS_WEIGHT)
    return tuple(
        Ciphertext(*(group.multi_power([part], [weight]) for part in (total.alpha, total.beta)))
        for total in row
    )


def encrypted_tally(election: Election, tally: Tally) -> bytes:
    """The ciphertexts to publish and to decrypt."""
    group = election.group
    return render([[ciphertext.as_json(group) for ciphertext in row] for row in tally.rows])


def sized_tally(tally: Tally, encrypted: bytes) -> bytes:
    """How much was counted, with the hash of the `encrypted_tally`."""
    return render(
        {
            "num_tallied": tally.ballots,
            "total_weight": number_as_json(tally.weight),
            "encrypted_tally": sha256_hex(encrypted),
        }
    )


def number_as_json(number: int) -> Json:
    """Weights and counts above 2^30 - 1 are strings (§2.3)."""
    return number if number <= LARGEST_NUMBER else str(number)


def parse_number(value: Json) -> int:
    """What `number_as_json` made, in that form only. Refuses with `json.*`."""
    number = value if isinstance(value, int) else scalar(value, MAX_INTEGER)
    if number_as_json(integer(number)) != value:
        raise Rejected(Code.JSON_NOT_CANONICAL)
    return number


def parse_encrypted_tally(raw: bytes, election: Election) -> tuple[Row, ...]:
    """The rows of an `encrypted_tally`, whoever made it: their elements are members of the group.

    Refuses with `json.*`, `element.invalid` or `tally.shape`.
    """
    with renamed({Code.JSON_SHAPE: Code.TALLY_SHAPE}):
        rows = array(parse_canonical(raw), len(election.questions))
        pairs = zip(election.questions, rows, strict=True)
        return tuple(each(pairs, lambda pair: _parse_row(election.group, *pair)))


def _parse_row(group: Group, question: AnyQuestion, value: Json) -> Row:
    match question:
        case Question():
            return tuple(parse_ciphertexts(array(value, question.size), group.decode_many))
        case NonHomomorphicQuestion():
            return tuple(parse_ciphertexts(value, group.decode_many))
        case _:
            raise Rejected(Code.QUESTION_UNSUPPORTED)
