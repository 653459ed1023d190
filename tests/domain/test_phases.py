"""An election takes the steps of the table, and no other."""

from itertools import product

import pytest

from stembus.domain.elections import actions, papers
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import TRANSITIONS, Phase
from stembus.domain.refusals import Refused
from tests.elections import BOARD, drafted, opened, with_trustees

pytestmark = pytest.mark.django_db
ALLOWED = {(step.source, step.target) for step in TRANSITIONS}


def refused(act, *arguments, **named) -> str:
    with pytest.raises(Refused) as why:
        act(*arguments, **named)
    assert why.value.text
    return why.value.code


@pytest.mark.parametrize(
    ("source", "target"), [pair for pair in product(Phase, Phase) if pair not in ALLOWED]
)
def test_a_step_that_is_not_in_the_table_is_refused(source: Phase, target: Phase) -> None:
    election = drafted()
    Election.objects.filter(pk=election.pk).update(phase=source, opened_at="2026-01-01T00:00Z")
    election.refresh_from_db()
    assert refused(actions.advance, election, target) == "election.phase"


def test_only_getting_ready_can_be_undone() -> None:
    order = list(Phase)
    back = {pair for pair in ALLOWED if order.index(pair[1]) < order.index(pair[0])}
    assert back == {(Phase.READY, Phase.DRAFT)}


def test_trustees_make_an_election_ready_and_a_new_one_makes_it_a_draft_again() -> None:
    election = drafted()
    with_trustees(election)
    assert election.phase == Phase.READY
    added, _ = actions.add_trustee(election, name="Late", email="late@x.nl")
    election.refresh_from_db()
    assert election.phase == Phase.DRAFT
    actions.remove_trustee(added)
    election.refresh_from_db()
    assert election.phase == Phase.READY


def test_a_step_that_another_process_took_meanwhile_is_refused() -> None:
    held = opened()
    stale = Election.objects.get(pk=held.election.pk)
    actions.close(held.election)
    actions.advance(Election.objects.get(pk=stale.pk), Phase.CLOSED)
    assert refused(actions.advance, stale, Phase.CLOSED) == "election.phase"


def test_voting_does_not_end_before_the_closing_time() -> None:
    assert refused(actions.advance, opened().election, Phase.CLOSED) == "election.phase"


def test_a_draft_can_not_be_scheduled() -> None:
    assert refused(actions.schedule, drafted(), None, None) == "election.phase"


@pytest.mark.parametrize("by", ["schedule", "open"])
def test_what_is_scheduled_or_open_is_frozen(by: str) -> None:
    if by == "open":
        election = opened().election
    else:
        election = drafted()
        with_trustees(election)
        actions.schedule(election, None, None)
    poll, trustee = election.polls.get(), election.trustees.first()
    question = poll.questions.get()
    about = {"name": "x", "description": "", "language": "nl"}
    edits = [
        (actions.describe, (election,), about),
        (papers.add_poll, (election, "x"), {}),
        (papers.rename_poll, (poll, "x"), {}),
        (papers.remove_poll, (poll,), {}),
        (papers.write_question, (poll, BOARD), {}),
        (papers.write_question, (poll, BOARD, question), {}),
        (papers.remove_question, (question,), {}),
        (actions.add_trustee, (election,), {"name": "x", "email": "x@x.nl"}),
        (actions.remove_trustee, (trustee,), {}),
        (actions.schedule, (election, None, None), {}),
    ]
    assert {refused(act, *given, **named) for act, given, named in edits} == {"election.frozen"}


def test_what_is_scheduled_can_be_taken_back_until_it_opens() -> None:
    election = drafted()
    with_trustees(election)
    actions.schedule(election, None, None)
    actions.unschedule(election)
    election.refresh_from_db()
    assert election.editable
    assert refused(actions.unschedule, opened().election) == "election.phase"


def test_only_an_open_election_can_be_closed() -> None:
    assert refused(actions.close, drafted()) == "election.phase"


def test_it_must_close_after_it_opens() -> None:
    election = drafted()
    with_trustees(election)
    from datetime import timedelta

    from django.utils import timezone

    opens = timezone.now() + timedelta(days=2)
    earlier = opens - timedelta(days=1)
    code = refused(actions.schedule, election, opens, earlier)
    assert code == "election.closing_before_opening"
