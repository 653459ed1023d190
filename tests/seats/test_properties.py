"""What holds of every allocation."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from stembus.seats.allocation import allocate
from stembus.seats.outcome import Outcome
from stembus.seats.rules import READY, ListRules
from stembus.seats.ties import Lot
from stembus.seats.votes import CandidateList

RULES = st.sampled_from([each for each in READY.values() if isinstance(each, ListRules)])
VOTES = st.lists(st.integers(1, 400), min_size=1, max_size=7)
SEATS = st.integers(1, 30)


def named(votes: list[int], size: int = 40) -> list[CandidateList]:
    return [CandidateList(f"list {number}", each, size) for number, each in enumerate(votes)]


def settled(lists: list[CandidateList], seats: int, rules: ListRules) -> Outcome:
    """Every lot falls on the first of those who draw, by name."""
    lots: list[Lot] = []
    while (outcome := allocate(lists, seats, rules, lots)).to_draw:
        tie = outcome.to_draw[0]
        drawn = tuple(sorted(tie.among)[: tie.seats])
        lots.append(Lot(frozenset(tie.among), drawn, tie.list, tie.purpose))
    return outcome


@given(VOTES, SEATS, RULES)
def test_the_seats_add_up_to_what_is_filled(votes, seats, rules):
    outcome = settled(named(votes), seats, rules)
    assert sum(outcome.seats) + outcome.unfilled == seats


@given(VOTES, SEATS, RULES, st.integers(1, 6))
def test_no_list_has_more_seats_than_candidates(votes, seats, rules, size):
    assume(size * len(votes) >= seats)
    outcome = settled(named(votes, size), seats, rules)
    assert max(outcome.seats) <= size
    assert sum(outcome.seats) + outcome.unfilled == seats


@given(VOTES, SEATS, RULES, st.integers(2, 1000))
def test_as_many_times_the_votes_change_nothing(votes, seats, rules, factor):
    before = allocate(named(votes), seats, rules)
    after = allocate(named([each * factor for each in votes]), seats, rules)
    assert (before.seats, before.to_draw) == (after.seats, after.to_draw)


@given(VOTES, SEATS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(votes, seats, rules, random):
    lists = named(votes)
    shuffled = random.sample(lists, len(lists))
    one, other = (settled(each, seats, rules) for each in (lists, shuffled))
    by_name = dict(zip((each.name for each in lists), one.seats, strict=True))
    assert dict(zip((each.name for each in shuffled), other.seats, strict=True)) == by_name


@given(st.integers(2, 7), st.integers(1, 400), SEATS, RULES)
def test_a_lot_changes_only_what_was_tied(count, votes, seats, rules):
    """Lists with the same votes each, whose seats can't all be the same."""
    assume(seats % count and not rules.list_threshold)
    lists = named([votes] * count)
    before = allocate(lists, seats, rules)
    tie = before.to_draw[0]
    drawn = tie.among[: tie.seats]
    after = allocate(lists, seats, rules, [Lot(frozenset(tie.among), drawn)])
    for each, earlier, later in zip(lists, before.seats, after.seats, strict=True):
        assert later - earlier == (each.name in drawn)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=7, unique=True), SEATS)
def test_the_highest_average_is_the_greatest_quotients_of_dhondt(votes, seats):
    """Another way to the same: all votes over 1, 2, 3 …, the greatest first."""
    rules = READY["highest-average"]
    assert isinstance(rules, ListRules)
    quotients = sorted(
        ((Fraction(each, divisor), index) for index, each in enumerate(votes)
         for divisor in range(1, seats + 1)),
        reverse=True,
    )  # fmt: skip
    assume(len(quotients) == seats or quotients[seats - 1][0] != quotients[seats][0])
    winners = [index for _, index in quotients[:seats]]
    outcome = allocate(named(votes), seats, rules)
    assert outcome.seats == [winners.count(index) for index in range(len(votes))]


@given(VOTES, SEATS)
def test_more_votes_never_cost_a_seat_by_the_highest_average(votes, seats):
    rules = READY["highest-average"]
    assert isinstance(rules, ListRules)
    more = [votes[0] + 1, *votes[1:]]
    before, after = (settled(named(each), seats, rules) for each in (votes, more))
    assert after.seats[0] >= before.seats[0]


@given(VOTES, st.integers(1, 29))
def test_one_more_seat_never_costs_a_list_one_by_the_highest_average(votes, seats):
    rules = READY["highest-average"]
    assert isinstance(rules, ListRules)
    fewer, more = (settled(named(votes), each, rules) for each in (seats, seats + 1))
    assert all(a <= b for a, b in zip(fewer.seats, more.seats, strict=True))
