"""Ballots are added up under encryption, with their weights."""

from typing import Any

import pytest

from stembus.protocol.ballot import check_ballot
from stembus.protocol.errors import Rejected
from stembus.protocol.result import check_result
from stembus.protocol.tally import (
    number_as_json,
    parse_encrypted_tally,
    parse_number,
    sized_tally,
    sum_ballots,
    sum_tallies,
)
from stembus.protocol.wire import parse
from tests.protocol.making import PLAIN, WITH_BLANK, ballot_for, election_with
from tests.verify.elections import Held, revoted


@pytest.fixture(scope="module")
def held() -> Held:
    return revoted()


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_the_last_vote_of_each_voter_counts_with_its_weight(name: str) -> None:
    held = revoted(name)
    assert held.result == b'{"result":[[0,1,5],[0,6,0]]}'
    assert (held.tally.ballots, held.tally.weight) == (2, 6)


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_an_election_without_votes_has_a_result(name: str) -> None:
    held = Held([PLAIN, WITH_BLANK], weights=[1], votes=[], group_name=name)
    assert held.result == b'{"result":[[0,0,0],[0,0,0]]}'
    one = held.group.encode(held.group.identity)
    assert parse(held.encrypted)[0][0] == {"alpha": one, "beta": one}  # type: ignore[index, call-overload]


def test_a_weight_of_zero_counts_for_nothing() -> None:
    held = Held([PLAIN], weights=[0, 2], votes=[(0, [[1, 0, 0]]), (1, [[0, 1, 0]])])
    assert held.result == b'{"result":[[0,2,0]]}'
    assert (held.tally.ballots, held.tally.weight) == (2, 2)


def test_great_weights_are_written_as_strings() -> None:
    weight = 2**30
    held = Held([PLAIN], weights=[weight, 1], votes=[(0, [[1, 0, 0]]), (1, [[1, 1, 0]])])
    assert held.result == b'{"result":[["1073741825",1,0]]}'
    assert b'"total_weight":"1073741825"' in sized_tally(held.tally, held.encrypted)
    check_result(held.result, held.election, held.tally, held.opened())


@pytest.mark.parametrize(
    ("number", "written"), [(0, 0), (2**30 - 1, 2**30 - 1), (2**30, "1073741824")]
)
def test_numbers_have_one_form(number: int, written: int | str) -> None:
    assert number_as_json(number) == written
    assert parse_number(written) == number


@pytest.mark.parametrize("value", [2**30, "5", "01073741824", -1, True, None, "x", [1]])
def test_other_forms_of_numbers_are_refused(value: Any) -> None:
    with pytest.raises(Rejected):
        parse_number(value)


def test_ballots_can_be_added_up_in_parts(held: Held) -> None:
    ballots = [(check_ballot(step.data[0], held.election), 3) for step in held.story[1:4]]
    parts = [sum_ballots(held.election, ballots[:1]), sum_ballots(held.election, ballots[1:])]
    assert sum_tallies(held.election, parts) == sum_ballots(held.election, ballots)


def test_many_ballots_are_added_up_a_part_at_a_time() -> None:
    election = election_with(PLAIN)
    ballots = [
        check_ballot(ballot_for(election, [choice]), election) for choice in ([1, 0, 0], [0, 1, 1])
    ]
    many = sum_ballots(election, ((ballots[count % 2], 1 + count % 3) for count in range(1200)))
    weighed = sum_ballots(election, [(ballot, 1200) for ballot in ballots])
    assert (many.ballots, many.weight, many.rows) == (1200, 2400, weighed.rows)


def test_the_encrypted_tally_is_read_as_it_is_written(held: Held) -> None:
    assert parse_encrypted_tally(held.encrypted, held.election) == held.tally.rows
