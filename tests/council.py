"""A works council with two constituencies: Noord by lists, two of which tie, Zuid by persons."""

from dataclasses import dataclass, replace

from stembus.apps.registrar.opening import open_election
from stembus.domain.elections import actions, papers
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.papers import ListDraft, QuestionDraft
from stembus.domain.rolls import actions as rolls
from stembus.domain.tallies.queries import result
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, codes_in_outbox, drafted, with_trustees

LISTS = QuestionDraft(
    "Which list?",
    lists=[
        ListDraft("CNV", ["Ada", "Bob"]),
        ListDraft("FNV", ["Cor", "Dee"]),
        ListDraft("Vrij", ["Eva"]),
    ],
    seats=3,
    rules="works-council-lists",
)
PERSONS = QuestionDraft("Who?", ["Fay", "Gus", "Hal"], seats=2, rules="works-council-persons")
NOBODY_ELSE = QuestionDraft("The chair", ["Ira"], seats=1, rules="works-council-persons")
# Weighted: CNV 30 votes (Ada 10, Bob 20), FNV 10 (Cor), Vrij 10 (Eva). Quota 50/3: CNV 1 seat with
# 40/3 left, FNV and Vrij 10: CNV, and a lot between FNV and Vrij.
NORTH = {"a@x.nl": (10, 0), "b@x.nl": (20, 1), "c@x.nl": (10, 2), "d@x.nl": (10, 4)}
SOUTH = {"e@x.nl": (3, 0), "f@x.nl": (2, 2), "g@x.nl": (1, 1)}


@dataclass
class Council:
    election: Election
    north: Held
    south: Held

    def count(self) -> None:
        self.north.close()
        for held in (self.north, self.south):
            for trusted in held.trusted:
                assert held.send_decryption(trusted, held.decryption(trusted))[0] == 200
        work_until_idle(WORKERS)
        self.election.refresh_from_db()


def rows(poll: Poll) -> list[list[int]]:
    return result(poll) or []


def opened_council() -> Council:
    """Open, and everyone has voted."""
    election = drafted(roll="", name="Works council")
    north = election.polls.get()
    papers.rename_poll(north, "Noord")
    papers.write_question(north, replace(LISTS), north.questions.get())
    south = papers.add_poll(election, "Zuid")
    papers.write_question(south, NOBODY_ELSE)
    papers.write_question(south, PERSONS)
    rolls.stage(election, "roll.csv", _roll().encode())
    rolls.apply(election)
    trusted = with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()
    codes = codes_in_outbox()
    polls = election.polls.all()
    council = Council(election, *(Held(election, poll, codes, trusted) for poll in polls))
    for held, votes, size in ((council.north, NORTH, 5), (council.south, SOUTH, 3)):
        for voter, (_, place) in votes.items():
            marks = [0, *(int(each == place) for each in range(size))]
            assert held.cast(held.ballot(voter, [marks]))[0] == 200
    return council


def counted_council() -> Council:
    """The result is published, and a lot is awaited in Noord."""
    council = opened_council()
    council.count()
    return council


def _roll() -> str:
    lines = ["email;weight;ballot paper"]
    for name, votes in (("Noord", NORTH), ("Zuid", SOUTH)):
        lines += [f"{voter};{weight};{name}" for voter, (weight, _) in votes.items()]
    return "\n".join(lines)
