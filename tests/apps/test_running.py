"""While the voting is open: turnout over time, extension, incidents."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stembus.apps.organiser.voting.chart import chart
from stembus.domain.audit.queries import of_election
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import database_now
from stembus.domain.proceedings import queries
from stembus.domain.proceedings.models import Incident
from stembus.domain.refusals import Refused
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, drafted, open_now, opened, organiser
from tests.sealed import messages

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def local(time) -> str:
    return timezone.localtime(time).strftime("%Y-%m-%dT%H:%M")


def closing_soon() -> Held:
    held = opened()
    Election.objects.filter(pk=held.election.pk).update(closes_at=database_now() + SOON)
    held.election.refresh_from_db()
    return held


def url(held: Held, rest: str = "") -> str:
    return f"/en/elections/{held.election.pk}/running/{rest}"


def extend(client: Client, held: Held, **changes: str):
    later = database_now() + 2 * SOON
    given = {"closes_at": local(later), "reason": "Power cut", "confirmed": "on"}
    return client.post(url(held, "extend/"), given | changes)


def test_the_voting_is_extended_and_every_voter_is_told() -> None:
    held = closing_soon()
    before = held.election.closes_at
    client = organiser(held.election)[1]
    assert extend(client, held).status_code == 302
    held.election.refresh_from_db()
    assert held.election.closes_at > before
    told = messages(saying="Power cut")
    assert sorted(message.to for message in told) == ["ann@x.nl", "ben@x.nl", "cas@x.nl"]
    assert not any(code in message.body for code in held.codes.values() for message in told)
    assert "election.extend" in [entry.act for entry in of_election(held.election.pk, 20)]


def test_the_record_has_the_extension_and_what_else_happened() -> None:
    held = closing_soon()
    client = organiser(held.election)[1]
    extend(client, held)
    client.post(url(held, "incident/"), {"text": "The lift was stuck."})
    held.finish()
    stored = queries.official_record(held.election)
    assert stored
    extension, note = json.loads(stored.content)["incidents"]
    assert (
        extension["text"] == "Power cut" and extension["extended_to"] > extension["extended_from"]
    )
    assert (note["text"], note["extended_to"]) == ("The lift was stuck.", None)
    late = client.post(url(held, "incident/"), {"text": "And later"}, follow=True)
    assert "incident.late" in late.content.decode()
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"closes_at": "2020-01-01T00:00"}, "election.not_later"),
        ({"closes_at": "soon"}, "valid date"),
        ({"reason": ""}, "required"),
        ({"reason": "a\x07"}, "text.control"),
        ({"confirmed": ""}, "required"),
    ],
)
def test_an_extension_that_can_not_be_changes_nothing(changes: dict[str, str], words: str) -> None:
    held = closing_soon()
    client = organiser(held.election)[1]
    before = held.election.closes_at
    assert words in extend(client, held, **changes).content.decode()
    held.election.refresh_from_db()
    assert held.election.closes_at == before
    assert not Incident.objects.exists() and not messages(saying="now closes")


def refused(held: Held) -> str:
    with pytest.raises(Refused) as why:
        actions.extend(held.election, database_now() + SOON)
    assert why.value.text
    return why.value.code


def test_what_has_no_closing_time_or_has_closed_is_not_extended() -> None:
    held = opened()
    assert refused(held) == "election.no_closing_time"
    actions.close(held.election)
    assert refused(held) == "election.phase"
    held.close()
    assert refused(held) == "election.phase"


def test_nothing_is_noted_of_a_draft() -> None:
    election = drafted()
    client = organiser(election)[1]
    answer = client.post(f"/en/elections/{election.pk}/running/incident/", {"text": "Early"})
    assert answer.status_code == 404
    assert client.get(f"/en/elections/{election.pk}/running/").status_code == 404


def test_the_chart_counts_voters_in_tens() -> None:
    roll = "email\n" + "\n".join(f"v{number}@x.nl" for number in range(23))
    held = open_now(drafted(roll=roll))
    work_until_idle(WORKERS)
    for number in range(12):
        assert held.cast(held.ballot(f"v{number}@x.nl", [[0, 1, 0, 0]]))[0] == 200
    held.cast(held.ballot("v0@x.nl", [[0, 0, 1, 0]]))
    work_until_idle(WORKERS)
    shown = chart(held.election)
    assert shown
    (line,) = shown.lines
    assert (line.counts[-1], line.voters, line.share) == (10, 23, 43)
    assert set(line.counts) <= {0, 10}
    page = organiser(held.election)[1].get(url(held)).content.decode()
    assert "Turnout over time" in page and ">12<" not in page


def test_another_organiser_sees_nothing_of_it() -> None:
    held = closing_soon()
    stranger = organiser(email="stranger@x.nl")[1]
    assert stranger.get(url(held)).status_code == 404
    assert extend(stranger, held).status_code == 404
    assert stranger.post(url(held, "incident/"), {"text": "x"}).status_code == 404
