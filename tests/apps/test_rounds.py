"""Background processes go on through faults, say what went wrong, and hide nothing."""

import pytest
from django.db import OperationalError

from stembus import rounds
from stembus.domain.audit.queries import head
from stembus.domain.board.models import Checkpoint
from stembus.turns import take_turns
from tests.elections import opened

pytestmark = pytest.mark.django_db


def broken(item: str) -> bool:
    if item == "bad":
        raise ValueError(item)
    if item == "down":
        raise OperationalError("the connection string")
    return item == "busy"


def test_a_round_does_something_if_any_step_does() -> None:
    assert take_turns(["idle", "busy"], broken)
    assert not take_turns(["idle", "idle"], broken)
    assert not take_turns([], broken)


def test_every_step_is_taken_before_the_faults_are_raised() -> None:
    taken: list[str] = []

    def step(item: str) -> bool:
        taken.append(item)
        return broken(item)

    with pytest.raises(ExceptionGroup) as faults:
        take_turns(["bad", "busy", "bad"], step)
    assert taken == ["bad", "busy", "bad"]
    assert len(faults.value.exceptions) == 2


@pytest.mark.parametrize("items", [["bad"], ["down"], ["bad", "down"]])
def test_a_fault_is_logged_and_the_process_lives(
    items: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert rounds.run_round(lambda: take_turns(items, broken)) is False
    assert "trying again" in caplog.text
    assert ("OperationalError" in caplog.text) == ("down" in items)


def test_a_command_that_works_until_idle_ends_with_the_fault() -> None:
    held = opened()
    Checkpoint.objects.create(poll=held.poll, height=0, trail=head().position, note="stray")
    with pytest.raises(ExceptionGroup):
        rounds.work_until_idle(("sequencer",))
