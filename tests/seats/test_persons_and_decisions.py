"""The person system, candidates' ties, polls without a vote, decisions, succession."""

from fractions import Fraction

import pytest

from stembus.seats.allocation import allocate
from stembus.seats.decision import decide
from stembus.seats.persons import elect_persons
from stembus.seats.rules import (
    READY,
    DecisionRules,
    ListRules,
    Majority,
    PersonRules,
    Residual,
    Threshold,
    TieBreak,
)
from stembus.seats.succession import list_ranking, person_ranking, successors
from stembus.seats.ties import Lot, Tie
from stembus.seats.votes import CandidateList, of_candidates

HALF = Threshold(Fraction(1, 2), strict=True)


def chosen(outcome):
    return [each.candidate for each in outcome.elected]


def test_the_candidates_with_most_votes_are_elected():
    assert chosen(elect_persons(of_candidates("", (3, 9, 5)), 2, PersonRules())) == [2, 3]


def test_equal_candidates_who_all_get_a_seat_need_no_lot():
    outcome = elect_persons(of_candidates("", (5, 5, 1)), 2, PersonRules())
    assert (chosen(outcome), outcome.to_draw) == ([1, 2], [])


def test_the_last_seat_is_drawn():
    persons = of_candidates("", (3, 9, 3))
    waiting = elect_persons(persons, 2, PersonRules())
    assert (chosen(waiting), waiting.seats) == ([2], [1])
    assert waiting.to_draw == [Tie("candidates", 1, (1, 3), "")]
    lot = Lot(frozenset({1, 3}), (3,), "")
    assert chosen(elect_persons(persons, 2, PersonRules(), [lot])) == [2, 3]


def test_list_order_or_seniority_may_stand_in_for_the_lot():
    persons = CandidateList("", 15, 3, (3, 9, 3), seniority=(2, 3, 1))
    by_list = elect_persons(persons, 2, PersonRules(TieBreak.LIST_ORDER))
    by_age = elect_persons(persons, 2, PersonRules(TieBreak.SENIORITY))
    assert (chosen(by_list), chosen(by_age)) == ([2, 1], [2, 3])


def test_equal_seniority_leaves_the_lot():
    persons = CandidateList("", 15, 3, (3, 9, 3), seniority=(1, 3, 1))
    assert elect_persons(persons, 2, PersonRules(TieBreak.SENIORITY)).to_draw


def test_lists_too_may_be_decided_by_their_order():
    rules = ListRules(Residual.LARGEST_REMAINDER, list_ties=TieBreak.LIST_ORDER)
    lists = [CandidateList(name, 50, 5) for name in "AB"]
    assert allocate(lists, 3, rules).seats == [2, 1]


def test_candidates_who_passed_the_threshold_draw_for_the_last_seat_of_the_list_p15():
    one, two = of_candidates("1", (40, 60, 60)), of_candidates("2", (160,))
    outcome = allocate([one, two], 2, READY["elections-act"])
    assert outcome.seats == [1, 1]
    assert outcome.to_draw == []  # 60 is not more than half of 160
    rules = ListRules(Residual.ELECTIONS_ACT, preference=Threshold(Fraction(1, 4), strict=True))
    waiting = allocate([one, two], 2, rules)
    assert waiting.to_draw == [Tie("candidates", 1, (2, 3), "1")]
    assert [(each.list, each.candidate) for each in waiting.elected] == [("2", 1)]


def test_no_more_candidates_than_seats_are_elected_without_a_vote():
    rules = READY["works-council-persons"]
    assert isinstance(rules, PersonRules)
    outcome = elect_persons(of_candidates("", (0, 0)), 3, rules)
    assert [each.by for each in outcome.elected] == ["uncontested", "uncontested"]
    assert outcome.unfilled == 1


@pytest.mark.parametrize(
    ("majority", "yes", "no", "abstain", "adopted"),
    [
        (Majority.SIMPLE, 4, 3, 9, True),
        (Majority.SIMPLE, 3, 3, 0, False),
        (Majority.TWO_THIRDS, 4, 2, 9, True),
        (Majority.TWO_THIRDS, 5, 3, 0, False),
        (Majority.ABSOLUTE, 5, 3, 2, False),
        (Majority.ABSOLUTE, 6, 3, 2, True),
        (Majority.TWO_THIRDS, 0, 0, 5, False),
    ],
)
def test_a_decision_needs_its_majority(majority, yes, no, abstain, adopted):
    assert decide(yes, no, abstain, 100, DecisionRules(majority)).adopted is adopted


def test_a_decision_needs_its_quorum():
    rules = DecisionRules(quorum=HALF)
    assert not decide(40, 5, 5, 100, rules).adopted
    assert decide(40, 5, 6, 100, rules).adopted


def test_a_vacant_seat_goes_to_the_first_of_the_ranking_who_is_free_p19():
    one = of_candidates("1", (60, 10, 80, 5))
    ranked = list_ranking(one, HALF, Fraction(100))
    assert ranked == ((3,), (1,), (2,), (4,))
    assert successors(ranked, passed_over={3, 1, 2}) == (4,)
    assert successors(ranked, passed_over={3, 1, 2, 4}) == ()


def test_equal_votes_leave_the_succession_to_the_lot():
    assert list_ranking(of_candidates("1", (60, 9, 60)), HALF, Fraction(100)) == ((1, 3), (2,))
    ranked = person_ranking(of_candidates("", (7, 5, 9, 5)))
    assert ranked == ((3,), (1,), (2, 4))
    assert successors(ranked, passed_over={3, 1}) == (2, 4)
