"""The report for the review of rights: who may do what, and what stands out."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from stembus.command.main import main
from stembus.domain.audit.models import Entry
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Delivery, State
from stembus.domain.people import emergencies
from stembus.domain.people.actions import appoint, register, set_operator
from stembus.domain.people.models import Appointment, Person, Role
from tests.elections import drafted, logged_in, organiser, with_trustees

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=91)


@pytest.fixture
def election() -> Election:
    """With an organiser who has just been at work."""
    election = drafted()
    _, client = organiser(election)
    client.get(f"/en/elections/{election.pk}/")
    return election


def report(capsys) -> dict:
    assert main(["access", "report", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def row(capsys, who: str) -> dict:
    (found,) = (each for each in report(capsys)["people"] if each["who"] == who)
    return found


def flags(capsys, who: str) -> list[str]:
    return row(capsys, who)["flags"]


def test_a_row_says_who_what_where_since_when_by_whom_and_last_used(election, capsys) -> None:
    client = logged_in(Person.objects.get(email="org@x.nl"))
    address = f"/en/elections/{election.pk}/people/"
    client.post(address, {"email": "els@x.nl", "role": "committee"})
    given = row(capsys, "els@x.nl")
    assert (given["role"], given["kind"], given["place"]) == (
        *("committee", "election", str(election.pk)),
    )
    assert given["where"] == "Stembus: Council" and given["by"] == "org@x.nl"
    today = timezone.now().date().isoformat()
    assert given["since"].startswith(today) and given["last_used"] is None
    used = row(capsys, "org@x.nl")
    assert used["last_used"].startswith(today) and used["factors"] == {"totp": 1}
    assert used["last_login"].startswith(today) and used["flags"] == []


def test_who_left_stands_out(election, capsys) -> None:
    appoint(register("never@x.nl"), election, Role.AUDITOR)
    assert flags(capsys, "never@x.nl") == ["never_logged_in", "no_second_factor"]
    Person.objects.filter(email="org@x.nl").update(last_login=timezone.now() - LONG_AGO)
    assert flags(capsys, "org@x.nl") == ["idle"]
    Person.objects.filter(email="org@x.nl").update(is_active=False)
    assert flags(capsys, "org@x.nl") == ["idle", "inactive"]


def test_who_is_not_reached_any_more_stands_out(election, capsys) -> None:
    person = Person.objects.get(email="org@x.nl")
    outbox.post(None, [Outgoing(person.email, "Log in", "#", person=person.pk)])
    assert flags(capsys, "org@x.nl") == []
    Delivery.objects.filter(person=person.pk).update(state=State.BOUNCED)
    assert flags(capsys, "org@x.nl") == ["unreachable"]
    outbox.post(None, [Outgoing(person.email, "Log in", "#", person=person.pk)])
    newest = Delivery.objects.filter(person=person.pk, state=State.QUEUED)
    newest.update(state=State.DELIVERED, queued_at=timezone.now() + timedelta(seconds=1))
    assert flags(capsys, "org@x.nl") == []


def test_a_log_in_link_is_known_by_its_person(election) -> None:
    logged_in(Person.objects.get(email="org@x.nl")).post("/en/login/link/", {"email": "org@x.nl"})
    assert Delivery.objects.get(kind="login").person == Person.objects.get(email="org@x.nl").pk


def test_a_role_that_has_ended_and_one_that_nobody_uses_stand_out(election, capsys) -> None:
    Appointment.objects.update(last_used_at=timezone.now() - LONG_AGO)
    assert flags(capsys, "org@x.nl") == ["unused"]
    Appointment.objects.update(last_used_at=None, granted_at=timezone.now() - LONG_AGO)
    assert flags(capsys, "org@x.nl") == ["unused"]
    Appointment.objects.update(until=timezone.now() - timedelta(days=1))
    assert flags(capsys, "org@x.nl") == ["ended", "unused"]


def test_many_roles_stand_out(election, capsys) -> None:
    person = Person.objects.get(email="org@x.nl")
    for role in (Role.COMMITTEE, Role.AUDITOR, Role.HELPDESK):
        appoint(person, election, role)
    rows = [each for each in report(capsys)["people"] if each["who"] == "org@x.nl"]
    assert len(rows) == 4 and all(each["flags"] == ["many_roles"] for each in rows)


def test_operators_emergency_entries_trustees_are_there_too(election, capsys) -> None:
    with_trustees(election)
    one, two = (register(f"{name}@ops.nl") for name in ("one", "two"))
    for person in (one, two):
        set_operator(person, True, "command line")
    entry = emergencies.ask(one, election, reason="Nobody answers", hours=1)
    assert row(capsys, "one@ops.nl")["role"] == "operator"
    emergencies.agree(entry, two)
    found = report(capsys)["people"]
    mine = {each["role"]: each for each in found if each["who"] == "one@ops.nl"}
    assert mine["operator"]["by"] == "command line" and "operator" in mine["operator"]["flags"]
    assert mine["auditor"]["flags"] == ["emergency"] and mine["auditor"]["by"] == "two@ops.nl"
    assert [each["role"] for each in found].count("trustee") == 2


def test_a_use_is_written_down_once_a_day_and_for_the_right_that_was_used(election) -> None:
    person = Person.objects.get(email="org@x.nl")
    appoint(person, election, Role.HELPDESK)
    client = logged_in(person)
    hour_ago, older = (timezone.now() - timedelta(hours=hours) for hours in (1, 25))
    Appointment.objects.filter(role=Role.ORGANISER).update(last_used_at=hour_ago)
    client.get(f"/en/elections/{election.pk}/paper/")
    roles = dict(Appointment.objects.values_list("role", "last_used_at"))
    assert roles == {Role.ORGANISER: hour_ago, Role.HELPDESK: None}
    Appointment.objects.filter(role=Role.ORGANISER).update(last_used_at=older)
    client.get(f"/en/elections/{election.pk}/paper/")
    assert Appointment.objects.get(role=Role.ORGANISER).last_used_at > hour_ago


def test_processes_and_their_rights_are_in_it(election, capsys) -> None:
    found = {each["process"]: each for each in report(capsys)["processes"]}
    assert found["retention"]["database_role"] == "stembus_retention"
    assert found["booth"]["reaches"] == ["database"] and "receipt" in found["booth"]["holds"]


def test_roles_of_the_database_are_in_it_as_they_are(election, capsys) -> None:
    roles = {each["role"]: each for each in report(capsys)["database_roles"]}
    if connection.vendor == "sqlite":
        assert roles == {}
    else:
        assert {"superuser", "not in the matrix"} <= set(roles["stembus"]["flags"])


def test_the_table_is_for_people(election, capsys) -> None:
    assert main(["access", "report"]) == 0
    said = capsys.readouterr().out
    assert "org@x.nl" in said and "totp 1" in said and "Processes" in said
    assert "Reviewed: never yet; due now." in said


def test_a_review_is_confirmed_and_due_again_in_a_quarter(election, capsys) -> None:
    before = report(capsys)
    assert before["review"]["due"]
    options = ["--by", "org@x.nl", "--report", before["sha256"]]
    assert main(["access", "reviewed", *options]) == 0
    entry = Entry.objects.get(act="access.reviewed")
    assert entry.details["report"] == before["sha256"] and entry.details["by"] == "org@x.nl"
    capsys.readouterr()
    review = report(capsys)["review"]
    assert (review["due"], review["by"], review["report"]) == (
        *(False, "org@x.nl", before["sha256"]),
    )
    Entry.objects.update(at=timezone.now() - timedelta(days=93))
    assert report(capsys)["review"]["due"]


def test_a_use_is_no_other_report_and_a_right_is(election, capsys) -> None:
    before = report(capsys)["sha256"]
    Appointment.objects.update(last_used_at=timezone.now())
    assert report(capsys)["sha256"] == before
    appoint(register("new@x.nl"), election, Role.AUDITOR)
    assert main(["access", "reviewed", "--by", "org@x.nl", "--report", before]) == 1
    assert "access.changed" in capsys.readouterr().err
    assert not Entry.objects.filter(act="access.reviewed").exists()


@pytest.mark.parametrize(
    ("options", "code"), [([], "access.by"), (["--by", "who@x.nl"], "person.unknown")]
)
def test_somebody_confirms_it(election, capsys, options: list[str], code: str) -> None:
    assert main(["access", "reviewed", *options]) == 1
    assert code in capsys.readouterr().err


def test_an_organiser_sees_it_of_the_own_people(election) -> None:
    appoint(register("never@x.nl"), election, Role.AUDITOR, by="org@x.nl")
    client = logged_in(Person.objects.get(email="org@x.nl"))
    page = client.get(f"/en/elections/{election.pk}/people/").content.decode()
    assert "never logged in" in page and "Last used" in page
