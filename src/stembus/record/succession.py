"""Who sits after members have left: from the outcome and the departures, in their order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stembus.record.frozen import Question
from stembus.record.outcome import Votes, candidate_lists
from stembus.seats.outcome import Outcome
from stembus.seats.rules import ListRules
from stembus.seats.succession import Equals, list_ranking, person_ranking, successors


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate: by list ("" in the person system), and by number on it from 1."""

    list: str
    candidate: int


@dataclass(frozen=True, slots=True)
class Left:
    """`person` leaves the seat, or is not available for one. `drawn`: who follows by lot."""

    person: Person
    drawn: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a departure did. `by` follows: nobody, if the person did not sit or no one is left."""

    person: Person
    sat: bool
    by: Person | None


@dataclass(frozen=True, slots=True)
class Membership:
    """Who sits, in the order of election; who is gone; what happened. Never altered."""

    rankings: Mapping[str, Sequence[Equals]]
    sitting: tuple[Person, ...]
    gone: tuple[Person, ...] = ()
    changes: tuple[Change, ...] = ()

    def knows(self, person: Person) -> bool:
        return any(person.candidate in equals for equals in self.rankings.get(person.list, ()))

    def followers(self, person: Person) -> Equals:
        """Who would follow if `person` left: more than one need a lot; () without a seat."""
        if person not in self.sitting:
            return ()
        busy = {each.candidate for each in (*self.gone, *self.sitting) if each.list == person.list}
        return successors(self.rankings[person.list], busy)

    def after(self, left: Left) -> "Membership":
        """`left.person` is known and not gone; `drawn` is a follower, if there are several."""
        person, equals = left.person, self.followers(left.person)
        sat = person in self.sitting
        number = left.drawn if len(equals) > 1 else next(iter(equals), None)
        by = None if number is None else Person(person.list, number)
        sitting = [by if each == person else each for each in self.sitting]
        return Membership(
            self.rankings,
            tuple(each for each in sitting if each is not None),
            (*self.gone, person),
            (*self.changes, Change(person, sat, by)),
        )


def membership(
    question: Question, votes: Votes, outcome: Outcome, departures: Iterable[Left]
) -> Membership:
    """After these departures, each of which `followers` allowed when it was recorded."""
    elected = tuple(Person(each.list, each.candidate) for each in outcome.elected)
    now = Membership(_rankings(question, votes, outcome), elected)
    for each in departures:
        now = now.after(each)
    return now


def _rankings(question: Question, votes: Votes, outcome: Outcome) -> dict[str, Sequence[Equals]]:
    lists = candidate_lists(question, votes)
    rules = question.rules
    if not isinstance(rules, ListRules):
        return {each.name: person_ranking(each) for each in lists}
    threshold = rules.preference_threshold(question.seats or 0)
    quota = outcome.quota or Fraction(0)  # uncontested: all sit, so nobody follows
    return {each.name: list_ranking(each, threshold, quota) for each in lists}
