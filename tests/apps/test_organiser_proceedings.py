"""The organiser's pages after the count, as the committee uses them."""

import pytest
from django.test import Client
from django.utils import timezone

from stembus.domain.audit.queries import of_election
from stembus.domain.proceedings.models import Departure, Lot, Objection
from stembus.rounds import WORKERS, work_until_idle
from tests.council import Council, counted_council, opened_council
from tests.elections import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return counted_council()


@pytest.fixture
def client(council: Council) -> Client:
    return organiser(council.election)[1]


def page(council: Council, rest: str) -> str:
    return f"/en/elections/{council.election.pk}/{rest}"


def lot_page(council: Council) -> str:
    return page(council, f"polls/{council.north.poll.pk}/questions/0/lot/")


def lot(client: Client, council: Council, *drawn: str, **changes: object):
    hidden = client.get(lot_page(council)).context["form"]["tie"].value()
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S")
    about = {"by": "Ria", "at": now, "how": "A bowl", "tie": hidden, "confirmed": "on"}
    return client.post(lot_page(council), about | {"drawn": drawn} | changes)


def settle(client: Client, council: Council) -> None:
    assert lot(client, council, '"FNV"').status_code == 302
    work_until_idle(WORKERS)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_lot_is_recorded_and_the_record_appears(client: Client, council: Council) -> None:
    assert "Record the lots" in text(client, page(council, ""))
    assert "There are ties" in text(client, page(council, "proceedings/"))
    settle(client, council)
    found = text(client, page(council, "proceedings/"))
    assert "The official record is made" in found
    assert f"/elections/{council.north.poll.uuid}/record-nl.pdf" in found
    acts = [entry.act for entry in of_election(council.election.pk, 20)]
    assert {"lot.record", "record.made"} <= set(acts)
    assert client.get(lot_page(council)).status_code == 302


@pytest.mark.parametrize(
    ("drawn", "changes", "words"),
    [
        ((), {}, "required"),
        (('"CNV"',), {}, "not one of the available choices"),
        (('"FNV"', '"Vrij"'), {}, "seats.lot_drawn"),
        (('"FNV"',), {"confirmed": ""}, "required"),
        (('"FNV"',), {"tie": "no"}, "lot.not_awaited"),
        (('"FNV"',), {"tie": "[" * 100_000}, "lot.not_awaited"),
        (('"FNV"',), {"at": "2020-01-01T00:00"}, "lot.time"),
        (('"FNV"',), {"how": "by\x07bell"}, "text.control"),
    ],
)
def test_a_lot_that_can_not_be_is_refused_in_the_form(
    client: Client, council: Council, drawn, changes, words: str
) -> None:
    assert words in lot(client, council, *drawn, **changes).content.decode()
    assert not Lot.objects.exists()


def test_a_member_who_leaves_is_followed(client: Client, council: Council) -> None:
    settle(client, council)
    south = council.south.poll
    leave = page(council, f"polls/{south.pk}/questions/1/departure/")
    assert client.post(leave, {"who": "1 "}).status_code == 302
    assert "1. Fay left; 2. Gus follows." in text(client, page(council, "members/"))
    again = client.post(leave, {"who": "1 "}, follow=True).content.decode()
    assert "departure.twice" in again
    for strange in ("", "x", "9 ", "9" * 5000, "1 CNV"):
        refused = client.post(leave, {"who": strange}, follow=True).content.decode()
        assert "departure.unknown" in refused
    many = client.post(leave, {"who": "2 ", "drawn": "9" * 5000}, follow=True)
    assert many.status_code == 200
    beyond = page(council, f"polls/{south.pk}/questions/7/departure/")
    assert client.post(beyond, {"who": "1 "}).status_code == 404
    assert Departure.objects.count() == 2


def test_an_objection_is_logged_and_decided(client: Client, council: Council) -> None:
    log = page(council, "objections/")
    client.post(log, {"reference": "2027-1", "text": "The bowl had no lid."})
    objection = Objection.objects.get()
    ruling = page(council, f"objections/{objection.pk}/ruling/")
    client.post(ruling, {"text": "Unfounded: a bowl needs none.", "by": "The board"})
    found = text(client, log)
    assert "The bowl had no lid." in found and "a bowl needs none" in found
    again = client.post(ruling, {"text": "Founded", "by": "The board"}, follow=True)
    assert "objection.ruled" in again.content.decode()
    twice = client.post(log, {"reference": "2027-1", "text": "Again"})
    assert "objection.reference" in twice.content.decode()


def test_a_recount_is_asked_for_and_reported(client: Client, council: Council) -> None:
    ask = page(council, "recount/")
    assert "recount.early" in client.post(ask, follow=True).content.decode()
    settle(client, council)
    client.post(ask)
    assert "A recount is under way." in text(client, page(council, "objections/"))
    assert "recount.waiting" in client.post(ask, follow=True).content.decode()
    work_until_idle(WORKERS)
    assert "the same result" in text(client, page(council, "objections/"))


def pages(council: Council) -> list[str]:
    south = f"polls/{council.south.poll.pk}/questions/1"
    return [
        *("proceedings/", "members/", "objections/", "recount/"),
        *(f"{south}/lot/", f"{south}/departure/"),
    ]


def test_another_organiser_sees_nothing_of_it(council: Council) -> None:
    _, stranger = organiser(email="stranger@x.nl")
    for rest in pages(council):
        assert stranger.post(page(council, rest)).status_code == 404


def test_nothing_of_it_is_there_before_the_result() -> None:
    council = opened_council()
    client = organiser(council.election)[1]
    for rest in pages(council):
        if rest != "recount/":
            assert client.post(page(council, rest)).status_code == 404
    early = client.post(page(council, "recount/"), follow=True)
    assert early.status_code == 404


def test_the_board_shows_who_is_elected_and_offers_the_record(
    client: Client, council: Council
) -> None:
    board = f"/en/board/{council.north.poll.uuid}/"
    assert "has still to draw a lot" in text(Client(), board)
    settle(client, council)
    found = text(Client(), board)
    assert "step by step" in found and "record.json" in found
    assert "has still to draw" not in found
    both = text(Client(), f"/nl/board/{council.south.poll.uuid}/")
    assert "Ira" in both and "Fay" in both
