"""Allocations that were worked out by hand, some of them of real councils."""

import pytest

from stembus.seats.allocation import allocate
from stembus.seats.outcome import Outcome
from stembus.seats.rules import READY
from stembus.seats.steps import ResidualStep
from stembus.seats.ties import Lot, Tie
from stembus.seats.votes import CandidateList, of_candidates


def lists(*votes: int, size: int = 50) -> list[CandidateList]:
    return [CandidateList(str(number), each, size) for number, each in enumerate(votes, start=1)]


def allocated(rules: str, seats: int, *votes: int) -> Outcome:
    return allocate(lists(*votes), seats, READY[rules])


def test_under_19_seats_the_act_gives_residual_seats_to_the_largest_remainders_p8():
    outcome = allocated("elections-act", 15, 540, 160, 160, 80, 80, 80, 60, 40)
    assert outcome.seats == [7, 2, 2, 1, 1, 1, 1, 0]
    assert (outcome.quota, outcome.to_draw) == (80, [])


def test_from_19_seats_the_act_gives_residual_seats_to_the_highest_averages_p7():
    outcome = allocated("elections-act", 23, 600, 302, 98, 99, 101)
    assert outcome.seats == [12, 6, 1, 2, 2]
    order = [step.to for step in outcome.steps if isinstance(step, ResidualStep)]
    assert order == [("5",), ("2",), ("1",), ("4",)]


def test_a_list_under_three_quarters_of_the_quota_has_no_largest_remainder_p8():
    """List 7 has 55 of 80: the second residual seat is drawn among those without a remainder."""
    votes = (540, 160, 160, 80, 80, 80, 55, 45)
    outcome = allocated("elections-act", 15, *votes)
    assert outcome.seats == [7, 2, 2, 1, 1, 1, 0, 0]
    assert outcome.to_draw == [Tie("residual", 1, ("2", "3", "4", "5", "6"))]
    assert outcome.elected == []
    lot = Lot(frozenset("23456"), ("5",))
    drawn = allocate(lists(*votes), 15, READY["elections-act"], [lot])
    assert (drawn.seats, drawn.to_draw) == ([7, 2, 2, 1, 2, 1, 0, 0], [])


def test_then_the_highest_average_gives_at_most_one_to_each_p8():
    """Only list 1 has 75% of the quota; two more seats go by average, one to each list."""
    outcome = allocated("elections-act", 6, 150, 28, 27, 26, 25, 24)
    methods = [step.method for step in outcome.steps if isinstance(step, ResidualStep)]
    assert methods == ["largest-remainder", *["highest-average-one-each"] * 2]
    assert outcome.seats == [5, 1, 0, 0, 0, 0]


def test_the_absolute_majority_takes_the_last_residual_seat_p9():
    """A council of 2022."""
    votes = (2571, 977, 567, 536, 453)
    assert allocated("largest-remainder", 15, *votes).seats == [7, 3, 2, 2, 1]
    assert allocated("elections-act", 15, *votes).seats == [8, 3, 2, 1, 1]


def test_who_gives_the_seat_up_to_the_majority_is_drawn_among_equals_p9():
    votes = (2571, 977, 567, 567, 422)
    waiting = allocated("elections-act", 15, *votes)
    assert waiting.to_draw == [Tie("majority", 1, ("3", "4"))]
    lot = Lot(frozenset({"3", "4"}), ("3",), purpose="majority")
    outcome = allocate(lists(*votes), 15, READY["elections-act"], [lot])
    assert outcome.seats == [8, 3, 1, 2, 1]


@pytest.mark.parametrize("rules", ["largest-remainder", "highest-average", "works-council-lists"])
def test_a_works_council_has_the_same_seats_by_both_methods(rules):
    assert allocated(rules, 15, 370, 140, 80, 20, 190).seats == [7, 3, 1, 0, 4]


def test_the_highest_average_is_kinder_to_large_lists():
    votes = (47000, 16000, 15800, 12000, 6100, 3100)
    assert allocated("largest-remainder", 10, *votes).seats == [5, 2, 1, 1, 1, 0]
    assert allocated("highest-average", 10, *votes).seats == [5, 2, 2, 1, 0, 0]


def test_the_largest_remainder():
    assert allocated("largest-remainder", 12, 1900, 1550, 700, 2000).seats == [4, 3, 1, 4]


def test_candidates_by_preference_come_first_then_the_list_p15_p17():
    first = of_candidates("1", (1069, 303, 321, 210, 36, 101, 79, 121, 150, 149, 15, 17))
    council = [first, *lists(2571, 977, 567, 536, 453)[1:]]
    outcome = allocate(council, 15, READY["elections-act"])
    assert str(outcome.quota) == "5104/15"
    chosen = [(each.candidate, each.by) for each in outcome.elected]
    assert chosen[:4] == [
        (1, "preference"),
        (3, "preference"),
        (2, "preference"),
        (4, "preference"),
    ]
    assert chosen[4:] == [(number, "list order") for number in (5, 6, 7, 8)]


def test_the_preference_threshold_must_be_exceeded_p15():
    """Quota 100: 50 is not more than 50."""
    one = of_candidates("1", (60, 50, 40, 30, 20))
    outcome = allocate([one], 2, READY["elections-act"])
    assert [(each.candidate, each.by) for each in outcome.elected] == [
        (1, "preference"),
        (2, "list order"),
    ]


def test_an_exhausted_list_gives_its_seats_to_the_others_p10():
    short = [CandidateList("1", 600, 2), CandidateList("2", 300, 9), CandidateList("3", 100, 9)]
    outcome = allocate(short, 10, READY["highest-average"])
    assert outcome.seats == [2, 6, 2]
    assert outcome.unfilled == 0


def test_an_exhausted_list_of_a_small_council_p10():
    """List 1 gives up 3 of 4; list 3 has the largest remainder, then one each by average."""
    short = [CandidateList("1", 400, 1), CandidateList("2", 210, 9), CandidateList("3", 90, 9)]
    outcome = allocate(short, 7, READY["elections-act"])
    steps = [step.to for step in outcome.steps if isinstance(step, ResidualStep)]
    assert outcome.seats == [1, 4, 2]
    assert steps == [("3",), ("2",), ("2",), ("3",)]


def test_seats_for_which_nobody_with_votes_is_left_stay_empty():
    short = [CandidateList("1", 600, 2), CandidateList("2", 0, 9)]
    outcome = allocate(short, 4, READY["highest-average"])
    assert (outcome.seats, outcome.unfilled) == ([2, 0], 2)
