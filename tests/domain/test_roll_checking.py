"""A file is checked in parts, by one at a time, and again when the roll has changed."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from stembus.apps.checker.work import work
from stembus.domain.elections import actions as elections
from stembus.domain.elections import papers
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.checking import PART, check, claim
from stembus.domain.rolls.models import StagedRow, State, Upload
from tests.elections import drafted, with_trustees
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db
MANY = 2 * PART + 10


@pytest.fixture
def election() -> Election:
    return drafted(roll="")


def stage(election: Election, *lines: str, header: str = "email") -> Upload:
    return actions.stage(election, "r.csv", "\n".join([header, *lines]).encode())


def many(election: Election) -> Upload:
    return stage(election, *(f"v{number}@x.nl" for number in range(MANY)))


def fates(election: Election) -> list[str]:
    return [row.code or row.fate for row in queries.staged(queries.pending(election))]


def load(election: Election, *lines: str, header: str = "email") -> None:
    stage(election, *lines, header=header)
    actions.apply(election)


def expire(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk).update(claimed_until=Now() - timedelta(seconds=1))


def test_a_large_file_is_checked_a_part_at_each_round(election: Election) -> None:
    assert many(election).state == State.CHECKING
    checked = []
    while work():
        checked.append(queries.pending(election).checked)
    assert checked == [PART, 2 * PART, MANY, MANY]
    upload = queries.pending(election)
    assert (upload.state, upload.counts) == (State.CHECKED, {"new": MANY})
    actions.apply(election)
    assert queries.count(election) == MANY
    assert not StagedRow.objects.exists()


def test_a_small_file_is_checked_at_once(election: Election) -> None:
    assert stage(election, "a@x.nl").state == State.CHECKED
    assert not work()


def test_one_checks_a_file_and_another_takes_over_when_that_one_died(election: Election) -> None:
    upload = many(election)
    first = claim()
    assert first is not None and claim() is None
    steps = check(first)
    next(steps)
    expire(upload)
    second = claim()
    assert second is not None
    next(steps, None)  # the first is not dead after all: it stops
    assert not StagedRow.objects.exists()
    list(check(second))
    assert queries.pending(election).counts == {"new": MANY}


def test_a_file_that_is_replaced_or_taken_back_is_not_checked_further(election: Election) -> None:
    many(election)
    assert work()
    stage(election, "a@x.nl")
    while work():
        pass
    assert fates(election) == ["new"]
    many(election)
    assert work()
    actions.discard(election)
    while work():
        pass
    assert not Upload.objects.exists() and not StagedRow.objects.exists()


def test_a_fault_far_down_ends_the_check(election: Election) -> None:
    lines = [f"v{number}@x.nl" for number in range(MANY)]
    stage(election, *lines, '"open')
    while work():
        pass
    assert queries.pending(election).state == State.FAULTY
    with pytest.raises(Refused, match=r"roll\.unreadable"):
        actions.apply(election)


def test_who_is_taken_off_the_roll_is_new_again_in_the_file_that_waits(election: Election) -> None:
    load(election, "a@x.nl", "b@x.nl")
    stage(election, "a@x.nl", "b@x.nl")
    assert fates(election) == ["same", "same"]
    actions.remove_voter(voter_at("a@x.nl", election))
    assert fates(election) == ["new", "same"]
    actions.clear(election)
    assert fates(election) == ["new", "new"]


def test_a_file_is_not_stored_if_its_ballot_paper_is_gone(election: Election) -> None:
    papers.rename_poll(election.polls.get(), "Noord")
    south = papers.add_poll(election, "Zuid")
    stage(election, "a@x.nl,zuid", "b@x.nl,noord", header="email,poll")
    papers.remove_poll(south)
    with pytest.raises(Refused, match=r"roll\.changed"):
        actions.apply(election)
    assert queries.count(election) == 0
    actions.check_again(election)
    assert fates(election) == ["row.poll", "new"]


def test_a_file_is_not_stored_if_another_has_put_its_voters_on_the_roll(election: Election) -> None:
    stage(election, "a@x.nl")
    election.voters.create(address="a@x.nl", poll=election.polls.get(), language="nl")
    with pytest.raises(Refused, match=r"roll\.changed"):
        actions.apply(election)
    assert fates(election) == ["new"]


def test_a_voter_is_known_by_the_reference_whatever_the_address(election: Election) -> None:
    header = "email,reference,name"
    load(election, "a@x.nl,1,Ann", "b@x.nl,,Ben", "c@x.nl,3,Cas", header=header)
    stage(election, "ann@x.nl,1,Ann", "b@x.nl,2,Ben", "c@x.nl,3,Cas", header=header)
    assert fates(election) == ["changed", "changed", "same"]
    rows = list(queries.staged(queries.pending(election)))
    changes = queries.changes(rows)
    assert changes[rows[0].pk] == [("address", "a@x.nl", "ann@x.nl")]
    assert changes[rows[1].pk] == [("reference", "", "2")]
    actions.apply(election)
    found = sorted((voter.reference, voter.address) for voter in election.voters.all())
    assert found == [("1", "ann@x.nl"), ("2", "b@x.nl"), ("3", "c@x.nl")]


def test_a_voter_who_is_there_twice_is_refused_however_that_is_seen(election: Election) -> None:
    header = "email,reference"
    load(election, "a@x.nl,1", "b@x.nl,2", header=header)
    stage(election, "ann@x.nl,1", "a@x.nl,", "ann@x.nl,7", "c@x.nl,1", "b@x.nl,9", header=header)
    assert fates(election) == [
        "changed",
        "row.duplicate",
        "row.duplicate",
        "row.duplicate",
        "row.conflict",
    ]
    stage(election, "b@x.nl,1", header=header)
    assert fates(election) == ["row.conflict"]


def test_a_voter_of_another_election_is_another_voter(election: Election) -> None:
    load(drafted(roll="", name="Other"), "a@x.nl,1,Old", header="email,reference,name")
    load(election, "a@x.nl,1,New", header="email,reference,name")
    assert election.voters.get().name == "New"


def test_a_file_that_waits_too_long_or_for_nothing_is_deleted(election: Election) -> None:
    stage(election, "a@x.nl")
    actions.forget_old()
    assert Upload.objects.exists()
    Upload.objects.update(at=Now() - actions.TERM - timedelta(minutes=1))
    assert not work()
    assert not Upload.objects.exists()
    load(election, "a@x.nl")
    with_trustees(election)
    stage(election, "b@x.nl")
    elections.schedule(election, None, None)
    actions.forget_old()
    assert not Upload.objects.exists()
