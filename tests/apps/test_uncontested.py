"""No more candidates than seats: nothing to vote on."""

import json
from dataclasses import replace

import pytest
from django.test import Client

from stembus.apps.registrar.opening import open_election
from stembus.domain.elections import actions, papers
from stembus.domain.elections.models import Election
from stembus.domain.elections.papers import QuestionDraft
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import voted
from stembus.domain.rolls import actions as rolls
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import codes_in_outbox, drafted, with_trustees
from tests.sealed import messages

pytestmark = pytest.mark.django_db(transaction=True)

UNCONTESTED = QuestionDraft("Who?", ["P", "Q"], seats=2, rules="works-council-persons")
ROLL = "email;name;ballot paper\nann@x.nl;Ann;Noord\nzoe@x.nl;Zoe;Zuid\n"


def open_now(election: Election) -> None:
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()


def test_a_question_without_a_choice_is_on_no_ballot_paper_but_in_the_rules() -> None:
    election = drafted()
    poll = election.polls.get()
    papers.write_question(poll, replace(UNCONTESTED, title="No choice"))
    open_now(election)
    poll.refresh_from_db()
    questions = json.loads(poll.definition)["questions"]
    assert [question["question"] for question in questions] == ["Who?"]
    rules = json.loads(election.rules)["polls"][0]["questions"]
    assert [(each["title"], each["voted"]) for each in rules] == [
        ("Who?", True),
        ("No choice", False),
    ]


def test_only_voters_with_something_to_vote_on_get_a_code() -> None:
    election = drafted(roll="")
    papers.rename_poll(election.polls.get(), "Noord")
    papers.write_question(papers.add_poll(election, "Zuid"), UNCONTESTED)
    rolls.stage(election, "roll.csv", ROLL.encode())
    rolls.apply(election)
    open_now(election)
    assert codes_in_outbox().keys() == {"ann@x.nl"}
    assert [poll.name for poll in voted(election)] == ["Noord"]
    assert election.phase == Phase.OPEN


def test_an_election_without_any_choice_is_finished_without_a_vote() -> None:
    election = drafted()
    poll = election.polls.get()
    papers.write_question(poll, UNCONTESTED, poll.questions.get())
    open_now(election)
    work_until_idle(WORKERS)
    election.refresh_from_db()
    assert election.phase == Phase.PUBLISHED
    assert not messages(saying="/vote/")


def test_the_board_of_a_poll_without_a_vote_says_who_is_elected() -> None:
    election = drafted()
    poll = election.polls.get()
    papers.write_question(poll, UNCONTESTED, poll.questions.get())
    open_now(election)
    work_until_idle(WORKERS)
    page = Client().get(f"/en/board/{poll.uuid}/").content.decode()
    assert "without a vote" in page and "record-en.pdf" in page
    record = json.loads(Client().get(f"/elections/{poll.uuid}/record.json").content)
    assert record["polls"][0]["archive"] is None
    assert len(record["polls"][0]["questions"][0]["outcome"]["elected"]) == 2
    assert Client().get(f"/elections/{poll.uuid}/{poll.uuid}.bel").status_code == 404
