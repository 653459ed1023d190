"""An election with several ballot papers: each has its own voters, board and result."""

import pytest

from stembus.apps.registrar.opening import open_election
from stembus.apps.tallier.work import work as tally
from stembus.domain.elections import actions, papers
from stembus.domain.elections.papers import QuestionDraft
from stembus.domain.elections.phases import Phase
from stembus.domain.rolls import actions as rolls
from stembus.domain.tallies.queries import result
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, codes_in_outbox, drafted, with_trustees

pytestmark = pytest.mark.django_db
ROLL = "email;stembiljet;gewicht\nann@x.nl;noord;2\nben@x.nl;ZUID;1\ncas@x.nl;Zuid;1\n"
SOUTH = QuestionDraft("Which?", ["P", "Q", "R"], min=0, max=3, blank=False)


@pytest.fixture
def held() -> tuple[Held, Held]:
    """North with the usual question, south with one of its own."""
    election = drafted(roll="")
    papers.rename_poll(election.polls.get(), "Noord")
    papers.write_question(papers.add_poll(election, "Zuid"), SOUTH)
    rolls.stage(election, "roll.csv", ROLL.encode())
    rolls.apply(election)
    trusted = with_trustees(election, 3)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()
    codes = codes_in_outbox()
    north, south = election.polls.all()
    return Held(election, north, codes, trusted), Held(election, south, codes, trusted)


def test_each_paper_has_its_own_result_and_all_are_published_at_once(
    held: tuple[Held, Held],
) -> None:
    north, south = held
    assert north.cast(north.ballot("ann@x.nl", [[0, 1, 1, 0]]))[0] == 200
    assert south.cast(south.ballot("ben@x.nl", [[1, 0, 1]]))[0] == 200
    north.close()
    for trusted in north.trusted:
        assert north.send_decryption(trusted, north.decryption(trusted))[0] == 200
    work_until_idle(WORKERS)
    north.election.refresh_from_db()
    assert north.election.phase == Phase.DECRYPTING
    for trusted in south.trusted:
        assert south.send_decryption(trusted, south.decryption(trusted))[0] == 200
    work_until_idle(WORKERS)
    north.election.refresh_from_db()
    assert north.election.phase == Phase.PUBLISHED
    assert result(north.poll) == [[0, 2, 2, 0]]
    assert result(south.poll) == [[1, 0, 1]]
    assert not tally()


def test_a_voter_of_one_paper_can_not_vote_on_another(held: tuple[Held, Held]) -> None:
    north, south = held
    stranger = south.ballot("ann@x.nl", [[1, 0, 0]])
    assert south.cast(stranger)[1]["code"] == "ballot.credential_unlisted"
    assert north.cast(south.ballot("ben@x.nl", [[1, 0, 0]]))[1]["code"] == "ballot.other_election"


def test_a_decryption_of_one_paper_does_not_fit_another(held: tuple[Held, Held]) -> None:
    north, south = held
    north.close()
    (first, *_) = north.trusted
    status, answer = south.send_decryption(first, north.decryption(first))
    assert (status, answer["code"]) == (409, "decryption.invalid")


def test_an_election_in_which_a_paper_has_no_voters_does_not_open() -> None:
    election = drafted()
    papers.write_question(papers.add_poll(election, "Zuid"), SOUTH)
    with_trustees(election)
    actions.schedule(election, None, None)
    work_until_idle(("registrar",))
    election.refresh_from_db()
    assert election.editable
