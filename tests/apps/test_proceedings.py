"""After the count: lots, the official record, vacancies, objections, recounts."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from stembus.domain.elections.queries import database_now
from stembus.domain.proceedings import actions, queries
from stembus.domain.proceedings.models import Lot
from stembus.domain.refusals import Refused
from stembus.record.succession import Person
from stembus.rounds import WORKERS, work_until_idle
from tests.council import Council, counted_council, opened_council, rows
from tests.elections import BOARD, opened_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return counted_council()


def refused(act: Callable[..., object], *args: object, **named: object) -> str:
    with pytest.raises(Refused) as why:
        act(*args, **named)
    assert why.value.text
    return why.value.code


def tie(council: Council) -> dict[str, object]:
    document = queries.documents(council.north.poll, rows(council.north.poll))[0]
    (found,) = queries.awaited(document)
    return found


def draw(council: Council, *drawn: str, at=None, **changes: object) -> Lot:
    given = {"by": "Ria and Tom", "how": "Notes out of a bowl", "at": at or database_now()}
    poll = council.north.poll
    named = changes or {"tie": tie(council)}
    return actions.record_lot(poll, 0, named["tie"], list(drawn), rows(poll), **given)


def settle(council: Council) -> dict:
    draw(council, "Vrij")
    work_until_idle(WORKERS)
    return json.loads(Client().get(url(council, "record.json")).content)


def url(council: Council, name: str) -> str:
    return f"/elections/{council.north.poll.uuid}/{name}"


def test_a_tie_awaits_its_lot_and_there_is_no_record_before(council: Council) -> None:
    assert tie(council) == {"seats": 1, "among": ["FNV", "Vrij"], "for": "residual"}
    assert queries.official_record(council.election) is None
    assert Client().get(url(council, "record.json")).status_code == 404


def test_the_recorded_lot_decides_and_the_record_is_made(council: Council) -> None:
    record = settle(council)
    north, south = record["polls"]
    (question,) = north["questions"]
    assert question["outcome"]["seats"] == [2, 0, 1]
    named = [(each["list"], each["candidate"]) for each in question["outcome"]["elected"]]
    assert named == [("CNV", 2), ("CNV", 1), ("Vrij", 1)]
    assert question["lots"][0]["by"] == "Ria and Tom"
    chair, persons = south["questions"]
    assert (chair["voted"], chair["outcome"]["elected"][0]["by"]) == (False, "uncontested")
    assert [each["candidate"] for each in persons["outcome"]["elected"]] == [1, 3]
    assert (north["counted"], north["counted_weight"], record["roll"]["voters"]) == (4, 50, 7)


@pytest.mark.parametrize(
    ("drawn", "code"),
    [((), "seats.lot_drawn"), (("CNV",), "seats.lot_drawn"), (("FNV", "Vrij"), "seats.lot_drawn")],
)
def test_a_lot_of_the_wrong_ones_is_refused(council: Council, drawn, code: str) -> None:
    assert refused(draw, council, *drawn) == code
    assert not Lot.objects.exists()


def test_a_lot_that_is_not_awaited_is_refused_also_a_second_time(council: Council) -> None:
    first = tie(council)
    other = {"seats": 1, "among": ["CNV", "FNV"], "for": "residual"}
    assert refused(draw, council, "CNV", tie=other) == "lot.not_awaited"
    draw(council, "FNV")
    poll = council.north.poll
    given = {"by": "Ria", "how": "again", "at": database_now()}
    again = refused(actions.record_lot, poll, 0, first, ["Vrij"], rows(poll), **given)
    assert again == "lot.not_awaited"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_a_lot_at_once_one_is_refused() -> None:
    council = counted_council()
    awaited = tie(council)

    def record(drawn: str) -> str:
        try:
            draw(council, drawn, tie=awaited)
        except Refused as why:
            return why.code
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(record, ("FNV", "Vrij")))
    assert outcomes == ["lot.not_awaited", "recorded"]
    assert Lot.objects.count() == 1


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=1)])
def test_a_lot_is_drawn_after_the_closing_and_not_in_the_future(
    council: Council, shift: timedelta
) -> None:
    assert refused(draw, council, "FNV", at=database_now() + shift) == "lot.time"


def test_no_lot_before_the_result() -> None:
    council = opened_council()
    poll = council.north.poll
    given = {"by": "Ria", "how": "early", "at": database_now()}
    assert refused(actions.record_lot, poll, 0, {}, [], [], **given) == "election.phase"


def test_a_vacant_seat_goes_to_who_is_next(council: Council) -> None:
    poll = council.south.poll
    leave = actions.record_departure
    assert refused(leave, poll, 1, Person("", 1), rows(poll)) == "departure.early"
    settle(council)
    assert refused(leave, poll, 1, Person("", 4), rows(poll)) == "departure.unknown"
    leave(poll, 1, Person("", 1), rows(poll))
    now = queries.membership_of(poll, 1, rows(poll))
    assert now and now.sitting == (Person("", 2), Person("", 3))
    assert refused(leave, poll, 1, Person("", 1), rows(poll)) == "departure.twice"
    leave(poll, 1, Person("", 3), rows(poll))
    now = queries.membership_of(poll, 1, rows(poll))
    assert now and now.sitting == (Person("", 2),)


def test_who_is_not_available_is_passed_over(council: Council) -> None:
    settle(council)
    poll = council.south.poll
    actions.record_departure(poll, 1, Person("", 2), rows(poll))
    actions.record_departure(poll, 1, Person("", 1), rows(poll))
    now = queries.membership_of(poll, 1, rows(poll))
    assert now and now.sitting == (Person("", 3),)
    assert [(change.sat, change.by) for change in now.changes] == [(False, None), (True, None)]


def test_on_a_list_the_next_of_the_list_follows_and_equal_ones_draw(council: Council) -> None:
    draw(council, "FNV")
    work_until_idle(WORKERS)
    poll = council.north.poll
    actions.record_departure(poll, 0, Person("FNV", 1), rows(poll))
    now = queries.membership_of(poll, 0, rows(poll))
    assert now and now.sitting == (Person("CNV", 2), Person("CNV", 1), Person("FNV", 2))


def test_where_candidates_are_equal_a_lot_says_who_follows() -> None:
    held = opened_with(replace(BOARD, max=1, seats=1, rules="association"))
    for voter, marks in (("cas", [1, 0, 0]), ("ann", [0, 1, 0]), ("ben", [0, 0, 1])):
        held.cast(held.ballot(f"{voter}@x.nl", [[0, *marks]]))
    held.finish()
    poll, leave = held.poll, actions.record_departure
    assert refused(leave, poll, 0, Person("", 1), rows(poll)) == "departure.lot"
    assert refused(leave, poll, 0, Person("", 1), rows(poll), 1) == "departure.lot"
    leave(poll, 0, Person("", 1), rows(poll), 3)
    now = queries.membership_of(poll, 0, rows(poll))
    assert now and now.sitting == (Person("", 3),)


def test_if_nobody_is_voted_for_the_record_says_so() -> None:
    held = opened_with(replace(BOARD, max=1, seats=1, rules="association"))
    held.cast(held.ballot("ann@x.nl", [[1, 0, 0, 0]]))
    held.finish()
    stored = queries.official_record(held.election)
    assert stored
    (question,) = json.loads(stored.content)["polls"][0]["questions"]
    assert (question["blank"], question["outcome"]) == (1, None)


def test_an_objection_is_logged_once_and_ruled_on_once(council: Council) -> None:
    objection = actions.log_objection(council.election, "2027-01", "The lot was not public.")
    again = refused(actions.log_objection, council.election, "2027-01", "Again")
    assert again == "objection.reference"
    actions.rule_on(objection, "Unfounded: see the minutes.", "The board")
    assert refused(actions.rule_on, objection, "Founded.", "The board") == "objection.ruled"
    (logged,) = queries.objections(council.election)
    assert logged.ruling.text == "Unfounded: see the minutes."


def test_a_recount_verifies_the_archives_and_makes_the_same_record(council: Council) -> None:
    assert refused(actions.ask_recount, council.election) == "recount.early"
    settle(council)
    actions.ask_recount(council.election)
    assert refused(actions.ask_recount, council.election) == "recount.waiting"
    work_until_idle(WORKERS)
    (recount,) = queries.recounts(council.election)
    assert recount.report.same
    assert [each["valid"] for each in recount.report.content] == [True, True]


def test_a_recount_finds_a_record_that_was_tampered_with(council: Council) -> None:
    settle(council)
    stored = queries.official_record(council.election)
    assert stored
    stored.content = stored.content.replace('"voters":7', '"voters":8')
    stored.save()
    actions.ask_recount(council.election)
    work_until_idle(WORKERS)
    (recount,) = queries.recounts(council.election)
    assert not recount.report.same
