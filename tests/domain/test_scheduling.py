"""The database's clock opens and closes; a time never lies in the past and never moves back."""

from datetime import UTC, datetime, timedelta

import pytest

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import closing_time_passed, database_now, opening_due
from stembus.domain.refusals import Refused
from tests.elections import drafted, opened, with_trustees

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ready() -> Election:
    election = drafted()
    with_trustees(election)
    return election


def refusal(election: Election, opens: timedelta | None, closes: timedelta | None) -> str:
    now = database_now()
    with pytest.raises(Refused) as why:
        actions.schedule(election, opens and now + opens, closes and now + closes)
    election.refresh_from_db()
    assert election.editable
    return why.value.code


def test_the_database_tells_the_time_to_the_millisecond() -> None:
    assert abs(database_now() - datetime.now(UTC)) < timedelta(seconds=5)
    times = {database_now() for _ in range(2000)}
    assert len(times) > 2


def test_no_time_lies_in_the_past(ready: Election) -> None:
    assert refusal(ready, -HOUR, None) == "election.time_past"
    assert refusal(ready, None, -HOUR) == "election.time_past"
    assert refusal(ready, -HOUR, HOUR) == "election.time_past"


def test_it_closes_after_it_opens(ready: Election) -> None:
    assert refusal(ready, 2 * HOUR, HOUR) == "election.closing_before_opening"
    assert refusal(ready, HOUR, HOUR) == "election.closing_before_opening"


def test_without_a_time_it_is_due_at_once(ready: Election) -> None:
    actions.schedule(ready, None, None)
    assert opening_due(ready)


def test_with_a_time_it_is_due_then(ready: Election) -> None:
    actions.schedule(ready, database_now() + HOUR, database_now() + 2 * HOUR)
    assert not opening_due(ready)


def test_what_was_taken_back_is_not_due(ready: Election) -> None:
    actions.schedule(ready, None, None)
    actions.unschedule(ready)
    assert not opening_due(ready)


def test_closing_again_does_not_move_the_closing_time() -> None:
    election = opened().election
    actions.close(election)
    first = Election.objects.get(pk=election.pk).closes_at
    assert closing_time_passed(election)
    actions.close(election)
    assert Election.objects.get(pk=election.pk).closes_at == first


def test_closing_by_hand_comes_before_a_later_closing_time() -> None:
    election = opened().election
    Election.objects.filter(pk=election.pk).update(closes_at=database_now() + HOUR)
    assert not closing_time_passed(election)
    actions.close(election)
    assert closing_time_passed(election)
