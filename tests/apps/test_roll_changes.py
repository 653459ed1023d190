"""While the voting is open, who is added gets a voting code, and who is removed loses it."""

import json

import pytest

from stembus.apps.organiser.roll import roll_codes
from stembus.domain.audit.queries import of_election
from stembus.domain.board.queries import turnout
from stembus.domain.codes.models import Reissue, Spare, State
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Addition
from stembus.domain.outbox.models import Delivery
from stembus.domain.outbox.models import State as Sent
from stembus.domain.proceedings import queries as proceedings
from stembus.domain.refusals import Refused
from stembus.domain.rolls import changes
from stembus.domain.rolls.columns import Column
from stembus.domain.rolls.models import Change
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, codes_in_outbox, drafted, open_now, opened
from tests.sealed import addresses_of, messages, voter_at

pytestmark = pytest.mark.django_db
ROUNDS = ("registrar", "sequencer", "checker")


def add(held: Held, weight: str = "1") -> None:
    cells = {Column.ADDRESS: "dee@x.nl", Column.NAME: "Dee", Column.WEIGHT: weight}
    content = changes.prepare_addition(held.election, cells, "forgotten")
    roll_codes.apply(held.election, json.loads(json.dumps(content)), "org@x.nl")


def remove(held: Held, address: str = "ann@x.nl") -> None:
    content = changes.prepare_removal(voter_at(address, held.election), "left")
    roll_codes.apply(held.election, json.loads(json.dumps(content)), "org@x.nl")


def addresses(held: Held) -> list[str]:
    return addresses_of(held.election)


def states() -> list[str]:
    return list(Reissue.objects.order_by("at").values_list("state", flat=True))


def test_who_is_added_gets_a_code_votes_and_is_counted() -> None:
    held = opened()
    add(held)
    work_until_idle(ROUNDS)
    assert states() == [State.SENT] and Addition.objects.count() == 1
    assert turnout(held.poll).voters == 4
    held.codes = codes_in_outbox()
    assert held.cast(held.ballot("dee@x.nl", [[0, 1, 0, 0]]))[0] == 200
    held.finish()
    stored = proceedings.official_record(held.election)
    assert stored
    record = json.loads(stored.content)
    assert (record["added"], record["withdrawn"], record["roll"]["voters"]) == (1, 0, 3)
    assert (record["polls"][0]["credentials"], record["polls"][0]["counted"]) == (4, 1)
    assert proceedings.electorate(held.poll) == record["polls"][0]["weight"] == 6


def test_who_is_removed_can_not_vote_any_more_and_is_not_counted() -> None:
    held = opened()
    ballot = held.ballot("ann@x.nl", [[0, 1, 0, 0]])
    remove(held)
    assert "ann@x.nl" in addresses(held)  # until the code is blocked
    work_until_idle(ROUNDS)
    assert addresses(held) == ["ben@x.nl", "cas@x.nl"]
    assert held.cast(ballot)[1]["code"] == "ballot.credential_replaced"
    assert turnout(held.poll).voters == 2
    assert not messages("ann@x.nl")
    assert Delivery.objects.filter(state=Sent.WITHDRAWN).count() == 1
    (change,) = Change.objects.all()
    assert (change.content["act"], change.reason) == ("remove", "left")
    assert "roll.take_off" in [entry.act for entry in of_election(held.election.pk, 20)]
    held.cast(held.ballot("ben@x.nl", [[0, 1, 0, 0]]))
    held.finish()
    stored = proceedings.official_record(held.election)
    assert stored
    record = json.loads(stored.content)
    assert (record["withdrawn"], record["polls"][0]["credentials"]) == (1, 2)
    assert proceedings.electorate(held.poll) == record["polls"][0]["weight"] == 4


def test_who_has_voted_stays_on_the_roll() -> None:
    held = opened()
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    remove(held)
    work_until_idle(ROUNDS)
    assert states() == [State.VOTED]
    assert "ann@x.nl" in addresses(held) and turnout(held.poll).voters == 3
    assert not Change.objects.exists()


def test_a_removal_takes_no_spare_and_an_addition_of_whom_was_removed_takes_one() -> None:
    held = opened()
    before = Spare.objects.count()
    remove(held)
    work_until_idle(ROUNDS)
    assert Spare.objects.count() == before
    add(held)
    work_until_idle(ROUNDS)
    assert Spare.objects.count() == before - 1
    remove(held, "dee@x.nl")
    work_until_idle(ROUNDS)
    assert addresses(held) == ["ben@x.nl", "cas@x.nl"]
    held.cast(held.ballot("ben@x.nl", [[0, 1, 0, 0]]))
    held.finish()
    stored = proceedings.official_record(held.election)
    assert stored
    assert json.loads(stored.content)["polls"][0]["credentials"] == 2
    assert proceedings.electorate(held.poll) == 4


def test_without_a_spare_of_that_weight_nobody_is_added() -> None:
    held = opened()
    with pytest.raises(Refused, match=r"change\.no_spare"):
        add(held, weight="7")
    assert "dee@x.nl" not in addresses(held) and not Reissue.objects.exists()


def test_who_was_to_be_added_and_got_no_code_is_no_voter() -> None:
    held = opened()
    add(held)
    elections.close(held.election)
    work_until_idle(WORKERS)
    assert states() == [State.CLOSED]
    assert "dee@x.nl" not in addresses(held)
    assert [change.content["act"] for change in Change.objects.all()] == ["add", "remove"]


def test_where_codes_are_not_replaced_nobody_is_added_or_removed() -> None:
    election = drafted()
    election.spare_percentage = 0
    election.save()
    held = open_now(election)
    for act in (add, remove):
        with pytest.raises(Refused, match=r"reissue\.none"):
            act(held)
    assert not Change.objects.exists()


def test_one_thing_at_a_time_is_done_to_a_voter() -> None:
    held = opened()
    remove(held)
    with pytest.raises(Refused, match=r"reissue\.waiting"):
        remove(held)


def test_what_was_agreed_to_on_an_older_roll_is_not_done() -> None:
    held = opened()
    ann = voter_at("ann@x.nl", held.election)
    content = changes.prepare_removal(ann, "left")
    corrected = changes.prepare_correction(ann, {Column.ADDRESS: "ann@y.nl"}, "moved")
    roll_codes.apply(held.election, corrected, "org@x.nl")
    with pytest.raises(Refused, match=r"change\.stale"):
        roll_codes.apply(held.election, content, "org@x.nl")
    assert not Reissue.objects.exists()
