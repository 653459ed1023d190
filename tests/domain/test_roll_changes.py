"""A frozen roll is changed by what was prepared, with a reason, and that is written down."""

import json
from typing import Any

import pytest

from stembus.domain.elections import actions as elections
from stembus.domain.elections import papers
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, changes, queries
from stembus.domain.rolls.columns import Column
from stembus.domain.rolls.models import Change, Voter
from tests.elections import drafted, opened, with_trustees
from tests.sealed import addresses_of, voter_at

pytestmark = pytest.mark.django_db
ROLL = "email,name,reference\nann@x.nl,Ann,1\nben@x.nl,Ben,2\n"


@pytest.fixture
def frozen() -> Election:
    """Scheduled, so that nothing of it can be edited."""
    election = drafted(roll=ROLL)
    with_trustees(election)
    elections.schedule(election, None, None)
    election.refresh_from_db()
    return election


def voter(election: Election, name: str = "Ann") -> Voter:
    return voter_at(name, election)


def correction(one: Voter, reason: str = "moved", **cells: str) -> dict[str, Any]:
    return changes.prepare_correction(one, {Column(k): v for k, v in cells.items()}, reason)


def test_a_correction_says_before_and_after_and_is_made_once(frozen: Election) -> None:
    content = correction(voter(frozen), address="ANN@y.nl", name="Ann B")
    assert json.loads(json.dumps(content)) == content
    before, after = content["before"], content["after"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"address", "name"} and after["address"] == "ann@y.nl"
    assert voter(frozen).address == "ann@x.nl"  # only prepared
    changes.make(frozen, content)
    found = voter(frozen, "Ann B")
    assert (found.address, found.reference, str(found.pk)) == ("ann@y.nl", "1", content["voter"])
    (made,) = Change.objects.all()
    assert (made.reason, made.content) == ("moved", content)
    with pytest.raises(Refused, match=r"change\.stale"):
        changes.make(frozen, content)


def test_what_a_credential_is_made_for_is_not_corrected(frozen: Election) -> None:
    with pytest.raises(Refused, match=r"change\.nothing"):
        correction(voter(frozen), name="Ann", weight="5", poll="Other")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"address": "ann@x.nl"}, "change.nothing"),
        ({"address": "nobody"}, "row.address"),
        ({"address": "ben@x.nl"}, "row.conflict"),
        ({"reference": "2"}, "row.conflict"),
        ({"address": "", "reference": "1"}, "row.unreachable"),
        ({"name": "=1+1"}, "row.formula"),
        ({"name": "A\u202eB"}, "row.control"),
        ({"language": "de"}, "row.language"),
    ],
)
def test_a_correction_is_refused_as_a_row_would_be(
    frozen: Election, cells: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as why:
        correction(voter(frozen), **cells)
    assert why.value.code == code


def test_every_change_has_a_reason(frozen: Election) -> None:
    for prepare in (
        lambda: correction(voter(frozen), " ", name="B"),
        lambda: changes.prepare_removal(voter(frozen), ""),
        lambda: changes.prepare_addition(frozen, {Column.ADDRESS: "c@x.nl"}, ""),
    ):
        with pytest.raises(Refused, match=r"change\.reason"):
            prepare()


def test_a_voter_is_added_and_another_removed_before_the_opening(frozen: Election) -> None:
    added = changes.prepare_addition(
        frozen, {Column.ADDRESS: "cas@x.nl", Column.NAME: "Cas"}, "forgotten"
    )
    removed = changes.prepare_removal(voter(frozen, "Ben"), "left")
    for content in (added, removed):
        changes.make(frozen, content)
    assert addresses_of(frozen) == ["ann@x.nl", "cas@x.nl"]
    assert str(voter(frozen, "Cas").pk) == added["voter"]
    for content in (added, removed):
        with pytest.raises(Refused, match=r"change\.stale"):
            changes.make(frozen, content)
    assert queries.count(frozen) == 2


def test_who_came_on_the_roll_meanwhile_is_not_added_twice(frozen: Election) -> None:
    first, second = (
        changes.prepare_addition(frozen, {Column.ADDRESS: "cas@x.nl"}, "forgotten")
        for _ in range(2)
    )
    changes.make(frozen, first)
    with pytest.raises(Refused, match=r"change\.stale"):
        changes.make(frozen, second)


def test_while_the_voting_is_open_only_how_a_voter_is_reached_changes() -> None:
    held = opened(ROLL)
    changes.make(held.election, correction(voter(held.election), address="ann@y.nl"))
    assert voter(held.election).address == "ann@y.nl"
    for content in (
        changes.prepare_removal(voter(held.election), "left"),
        changes.prepare_addition(held.election, {Column.ADDRESS: "c@x.nl"}, "forgotten"),
    ):
        with pytest.raises(Refused, match=r"change\.open"):
            changes.make(held.election, content)
    elections.close(held.election)
    with pytest.raises(Refused, match=r"election\.phase"):
        changes.make(held.election, correction(voter(held.election), name="A"))


def test_a_reason_is_text_that_can_be_kept(frozen: Election) -> None:
    with pytest.raises(Refused, match=r"text\.control"):
        changes.prepare_removal(voter(frozen), "a\0b")


def test_a_file_that_waited_does_not_undo_a_change() -> None:
    election = drafted(roll=ROLL)
    with_trustees(election)
    actions.stage(election, "roll.csv", b"email,name\nann@x.nl,Anna\n")
    changes.make(election, correction(voter(election), street="Dam 1", reference="9"))
    actions.apply(election)
    found = voter(election, "Anna")
    assert (found.street, found.reference) == ("Dam 1", "9")


def test_nobody_is_added_to_a_ballot_paper_that_is_gone() -> None:
    election = drafted(roll="email,poll\nann@x.nl,\n")
    poll = papers.add_poll(election, "North")
    content = changes.prepare_addition(
        election, {Column.ADDRESS: "c@x.nl", Column.POLL: "North"}, "new"
    )
    papers.remove_poll(poll)
    with pytest.raises(Refused, match=r"change\.stale"):
        changes.make(election, content)
