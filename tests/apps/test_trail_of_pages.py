"""Who looks, who is refused, who logs in: it is in the trail, and a stranger can't fill it."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from stembus.apps.booth.refused import write_counts
from stembus.domain.audit.actions import record
from stembus.domain.audit.models import Entry
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Role
from stembus.domain.rolls.queries import find
from tests.elections import Held, as_trustee, drafted, logged_in, opened, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clean() -> None:
    cache.clear()


@pytest.fixture
def held() -> Held:
    return opened()


def at(held: Held, page: str = "") -> str:
    return f"/en/elections/{held.election.pk}/{page}"


def only(act: str) -> dict:
    (entry,) = Entry.objects.filter(act=act)
    assert str(entry.election or "") in ("", entry.said["election"] or "")
    return entry.said


def test_who_looked_at_which_voter_is_written_down(held: Held) -> None:
    voter = find(held.election, "ann@x.nl")[0]
    client = organiser(held.election)[1]
    assert client.get(at(held, f"roll/{voter.pk}/change/")).status_code == 200
    said = only("look.voter_change")
    assert said["object"] == {"kind": "voter", "id": str(voter.pk)}
    assert (said["actor"], said["kind"], said["origin"]) == ("org@x.nl", "access", "127.0.0.1")


def test_a_search_is_written_down_by_whom_it_found_and_not_by_what_was_typed(held: Held) -> None:
    client = organiser(held.election)[1]
    client.get(at(held, "roll/"), {"q": "Ben"})
    client.post(at(held, "codes/"), {"who": "Ben"})
    found = str(find(held.election, "Ben")[0].pk)
    for act in ("look.roll", "look.codes"):
        assert only(act)["details"] == {"shown": 1, "voters": [found], "searched": True}
    assert not Entry.objects.filter(content__contains="Ben").exists()


def test_a_list_is_written_down_as_so_many(held: Held) -> None:
    for number in range(20):
        held.election.voters.create(poll=held.poll, address=f"v{number}@x.nl", language="nl")
    organiser(held.election)[1].get(at(held, "roll/"), {"page": "1"})
    assert only("look.roll")["details"] == {"shown": 23, "searched": False, "page": "1"}


def test_a_page_that_loads_itself_again_is_written_down_once(held: Held) -> None:
    client = organiser(held.election)[1]
    for _ in range(3):
        client.get(at(held, "roll/"))
    assert only("look.roll")


def test_figures_alone_are_no_look_at_anybody(held: Held) -> None:
    client = logged_in(register("com@x.nl"))
    appoint(register("com@x.nl"), held.election, Role.COMMITTEE)
    assert client.get(at(held, "delivery/")).status_code == 200
    assert not Entry.objects.filter(kind="access").exists()


def test_a_change_is_written_down_with_what_it_changed() -> None:
    election = drafted()
    client = organiser(election)[1]
    before = election.name
    about = {"name": "Council 2027", "language": "en", "description": ""}
    about |= {"group": "Ed25519", "spare_percentage": "5"}
    assert client.post(f"/en/elections/{election.pk}/details/", about).status_code == 302
    changed = only("election.describe")["details"]["changed"]
    assert changed["name"] == [before, "Council 2027"] and changed["language"] == ["nl", "en"]


def test_what_was_refused_is_written_down_with_its_code(held: Held) -> None:
    client = organiser(held.election)[1]
    own = held.election.appointments.get()
    client.post(at(held, f"people/{own.pk}/dismiss/"))
    said = only("people.dismiss")
    assert (said["result"], said["code"]) == ("refused", "appointment.last")
    assert said["details"] == {"who": "org@x.nl", "role": "organiser"}


def test_what_is_refused_before_it_comes_to_an_act_bears_the_page_s_name(held: Held) -> None:
    client = organiser(held.election)[1]
    client.post(at(held, "codes/reissue/"), {"voter": "nobody", "reason": "x"})
    said = only("reissue.try")
    assert (said["result"], said["code"]) == ("refused", "reissue.voter")


def test_a_page_closed_to_a_role_is_written_down(held: Held) -> None:
    appoint(register("aud@x.nl"), held.election, Role.AUDITOR)
    client = logged_in(register("aud@x.nl"))
    assert client.get(at(held, "roll/")).status_code == 403
    said = only("door.closed")
    assert (said["code"], said["details"]) == ("403", {"page": "roll"})
    assert (said["kind"], said["election"]) == ("security", str(held.election.pk))


def test_an_election_that_does_not_exist_to_somebody_has_no_entry_of_it(held: Held) -> None:
    client = organiser(email="stranger@x.nl")[1]
    assert client.get(at(held, "roll/")).status_code == 404
    said = only("door.closed")
    assert said["election"] is None and said["details"]["asked"] == str(held.election.pk)


def test_one_person_fills_no_more_than_an_hour_s_share_of_the_trail(held: Held) -> None:
    client = organiser(email="stranger@x.nl")[1]
    for _ in range(65):
        client.get(at(held, "roll/"))
    assert Entry.objects.filter(act="door.closed").count() == 60
    assert only("limit.reached")["details"] == {"limit": "door"}


def test_a_stranger_fills_nothing_by_asking_for_pages() -> None:
    before = Entry.objects.count()
    for page in ("elections/unknown/", "nowhere/", "account/sessions/"):
        Client().get(f"/en/{page}")
    assert Entry.objects.count() == before


def test_a_forged_form_is_written_down() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/en/login/link/", {"email": "a@x.nl"}).status_code == 403
    said = only("form")
    assert (said["result"], said["code"], said["kind"]) == ("refused", "csrf", "security")
    assert "CSRF" in said["details"]["why"]


def test_a_wrong_token_of_an_invitation_is_written_down(held: Held) -> None:
    status, _ = as_trustee(held.trusted[0], "state", token="wrong")
    assert status == 403
    assert only("door.closed")["code"] == "trustee.token"


def test_logging_out_is_written_down(held: Held) -> None:
    organiser(held.election)[1].post("/en/logout/")
    assert only("logout")["actor"] == "org@x.nl"


def test_a_role_is_given_with_its_end(held: Held) -> None:
    client = organiser(held.election)[1]
    until = timezone.localtime() + timedelta(hours=2)
    role = {"email": "els@x.nl", "role": "auditor", "until": f"{until:%Y-%m-%dT%H:%M}"}
    client.post(at(held, "people/"), role)
    said = only("people.appoint")
    assert said["kind"] == "security" and said["details"]["until"].startswith(f"{until:%Y-%m-%d}")


def test_the_request_s_number_is_in_answer_and_trail(held: Held, monkeypatch) -> None:
    client = organiser(held.election)[1]
    answer = client.get(at(held, "roll/"), headers={"X-Request-Id": "made-up-by-a-stranger"})
    assert only("look.roll")["request"] == answer["X-Request-Id"] != "made-up-by-a-stranger"


def test_refused_ballots_are_counted_without_whose_they_are(held: Held) -> None:
    write_counts()
    earlier = Entry.objects.filter(act="ballots.refused").count()
    ballot = held.ballot("ann@x.nl", [[0, 1, 0, 0]])
    assert held.cast(ballot)[0] == 200
    for _ in range(3):
        assert held.cast(ballot.replace(b"0", b"1"))[0] == 400
    Client().post("/polls/unknown/ballots", b"{}", content_type="application/json")
    write_counts()
    write_counts()
    refused = Entry.objects.filter(act="ballots.refused").order_by("position")
    entries = [each.said for each in refused[earlier:]]
    assert sorted(each["details"]["number"] for each in entries) == [1, 3]
    for each in entries:
        assert set(each["details"]) == {"number"} and each["origin"] == "process"


def test_an_accepted_ballot_adds_nothing_to_the_trail(held: Held) -> None:
    before = Entry.objects.count()
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    assert Entry.objects.count() == before


def test_the_trail_is_shown_in_words_and_filtered(held: Held) -> None:
    client = organiser(held.election)[1]
    record("org@x.nl", "close.propose", held.election.pk, result="refused", code="proposal.waiting")
    page = client.get(at(held, "trail/")).content.decode()
    assert "Opened the voting" in page and "Proposed to close" in page
    page = client.get(at(held, "trail/"), {"result": "refused"}).content.decode()
    assert "Opened the voting" not in page and "proposal.waiting" in page
    assert client.get(at(held, "trail/"), {"kind": "nonsense"}).status_code == 200


def test_the_trail_is_a_file_that_can_be_checked(held: Held) -> None:
    record('=HYPERLINK("x")', "poll.add", held.election.pk)
    client = organiser(held.election)[1]
    lines = b"".join(client.get(at(held, "trail/json/")).streaming_content).decode().splitlines()
    assert json.loads(json.loads(lines[0])["content"])["act"] == "election.open"
    text = b"".join(client.get(at(held, "trail/csv/")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert '\'=HYPERLINK("x")' in [row["actor"] for row in rows]
    assert len(rows) == len(lines) + 1  # the first download is in the second
    assert client.get(at(held, "trail/xml/")).status_code == 404
