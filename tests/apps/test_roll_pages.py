"""The pages of a file with the roll: progress, what becomes of each row, refused rows to mend."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stembus.apps.checker.work import work
from stembus.domain.elections.models import Election
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.checking import PART
from stembus.domain.rolls.models import Upload
from tests.elections import drafted, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted(roll="")


@pytest.fixture
def client(election: Election) -> Client:
    return organiser(election)[1]


def url(election: Election, rest: str) -> str:
    return f"/en/elections/{election.pk}/roll/{rest}"


def page(client: Client, election: Election, rest: str = "check/") -> str:
    return client.get(url(election, rest), follow=True).content.decode()


def post(client: Client, election: Election, lines: list[str], header: str = "email") -> str:
    file = SimpleUploadedFile("roll.csv", "\n".join([header, *lines]).encode())
    return client.post(url(election, ""), {"file": file}).url


def test_a_large_file_shows_how_far_it_is_and_can_not_be_stored_yet(
    client: Client, election: Election
) -> None:
    lines = [f"v{number}@x.nl" for number in range(2 * PART)]
    assert post(client, election, lines) == url(election, "check/")
    assert work()
    shown = page(client, election)
    assert f"{PART} of about {2 * PART} rows" in shown.replace(",", "")
    assert "data-refresh" in shown and 'name="store"' not in shown
    assert (
        "(roll.not_checked)"
        in client.post(url(election, "check/"), {"store": "1"}, follow=True).content.decode()
    )
    while work():
        pass
    shown = page(client, election)
    assert "data-refresh" not in shown and 'name="store"' in shown
    assert "v99@x.nl" in shown and "v100@x.nl" not in shown
    assert "v150@x.nl" in page(client, election, "check/?page=2")
    client.post(url(election, "check/"), {"store": "1"})
    assert queries.count(election) == 2 * PART


def test_rows_are_shown_by_what_becomes_of_them(client: Client, election: Election) -> None:
    actions.stage(election, "r.csv", b"email,name\na@x.nl,Ada\nb@x.nl,Ben\n")
    actions.apply(election)
    lines = ["a@x.nl,<Ada>", "b@x.nl,Ben", "c@x.nl,Cas", "nobody,Dee"]
    post(client, election, lines, "email,name")
    shown = {fate: page(client, election, f"check/?fate={fate}") for fate in queries.Fate}
    assert "<del>Ada</del> → <ins>&lt;Ada&gt;</ins>" in shown["changed"]
    for fate, address in (("changed", "a@x.nl"), ("same", "b@x.nl"), ("new", "c@x.nl")):
        assert [f"<td>{address}</td>" in text for text in shown.values()].count(True) == 1
        assert f"<td>{address}</td>" in shown[fate]
    assert "(row.address)" in shown["refused"]
    everything = page(client, election, "check/?fate=nonsense&page=99")
    assert all(f"{name}@x.nl" in everything for name in "abc")


def test_refused_rows_are_given_back_with_why_and_without_formulas(
    client: Client, election: Election
) -> None:
    header = "email;name;weight;=2+2"
    post(client, election, ["a@x.nl;=1+1;1", "b@x.nl;Ben;1", 'nobody;"De; Wit";2'], header)
    actions.choose_columns(election, {0: "address", 1: "name", 2: "weight"})
    response = client.get(url(election, "refused.csv"))
    assert response["Content-Type"].startswith("text/csv")
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    first, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert first == ["email", "name", "weight", "'=2+2", "Row", "Why it is refused"]
    assert [[*row[:3], row[4]] for row in rows] == [
        ["a@x.nl", "'=1+1", "1", "2"],
        ["nobody", "De; Wit", "2", "4"],
    ]
    assert "(row.formula)" in rows[0][5] and "(row.address)" in rows[1][5]


def test_without_a_file_there_is_nothing_to_see(client: Client, election: Election) -> None:
    for rest in ("check/", "columns/", "refused.csv"):
        assert "(roll.none_pending)" in page(client, election, rest)


def test_a_file_that_breaks_off_is_said_and_dropped(client: Client, election: Election) -> None:
    post(client, election, [*(f"v{number}@x.nl" for number in range(1500)), '"open'])
    assert "(roll.unreadable)" in page(client, election)
    assert not Upload.objects.exists()


def test_when_the_roll_has_changed_meanwhile_the_rows_are_checked_again(
    client: Client, election: Election
) -> None:
    post(client, election, ["a@x.nl"])
    election.voters.create(address="a@x.nl", poll=election.polls.get(), language="nl")
    answer = client.post(url(election, "check/"), {"store": "1"}, follow=True)
    assert "(roll.changed)" in answer.content.decode()
    assert queries.pending(election).counts == {"same": 1}


def test_a_file_that_waits_is_found_from_the_roll(client: Client, election: Election) -> None:
    post(client, election, ["a@x.nl"])
    assert "roll.csv" in page(client, election, "")
