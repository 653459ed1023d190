"""Organisations, whose elections are whose, and the operator, who has no entry by right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from stembus.command.main import main
from stembus.domain.audit.models import Entry
from stembus.domain.elections.actions import create_election
from stembus.domain.elections.models import Election, Organisation
from stembus.domain.elections.organisations import found, only_one
from stembus.domain.outbox.models import Message
from stembus.domain.people.actions import appoint, register, set_operator
from stembus.domain.people.models import Appointment, Person, Role
from stembus.domain.refusals import Refused
from tests.elections import logged_in, organiser
from tests.sealed import message_to

pytestmark = pytest.mark.django_db


def member(place: Election | Organisation, role: str = Role.ORGANISER) -> tuple[Person, Client]:
    person = register(f"{role}@{place.pk.hex[:6]}.nl")
    appoint(person, place, role)
    return person, logged_in(person)


@pytest.fixture
def operator() -> tuple[Person, Client]:
    person = register("ops@x.nl")
    set_operator(person, True)
    person.refresh_from_db()
    return person, logged_in(person)


def test_a_role_in_an_organisation_holds_in_all_of_its_elections() -> None:
    school, union = found("School"), found("Union")
    elections = [create_election(f"MR {n}", organisation=school) for n in (1, 2)]
    other = create_election("Board", organisation=union)
    _, client = member(school)
    home = client.get("/en/").content.decode()
    assert all(str(each.pk) in home for each in elections) and "Board" not in home
    assert client.get(f"/en/elections/{elections[1].pk}/").status_code == 200
    assert client.get(f"/en/elections/{other.pk}/").status_code == 404
    assert client.get(f"/en/organisations/{union.pk}/").status_code == 404


def test_a_role_in_an_election_opens_no_page_of_the_organisation() -> None:
    election = create_election("MR", organisation=found("School"))
    _, client = member(election)
    assert client.get(f"/en/organisations/{election.organisation_id}/").status_code == 404
    assert client.get("/en/elections/new/").url == "/en/"
    assert "(organisation.none)" in client.get("/en/").content.decode()


def test_who_organises_in_two_says_whose_election_it_is() -> None:
    school, union = found("School"), found("Union")
    person, client = member(school)
    appoint(person, union)
    data = {"name": "MR", "language": "nl", "group": "Ed25519", "spare_percentage": "5"}
    assert "required" in client.post("/en/elections/new/", data).content.decode()
    client.post("/en/elections/new/", {**data, "organisation": str(union.pk)})
    assert Election.objects.get().organisation == union
    stranger = found("Stranger")
    answer = client.post("/en/elections/new/", {**data, "organisation": str(stranger.pk)})
    assert answer.status_code == 200 and stranger.elections.count() == 0


def test_an_organisation_s_people_are_appointed_there() -> None:
    school = found("School")
    _, client = member(school)
    address = f"/en/organisations/{school.pk}/"
    client.post(address, {"email": "els@x.nl", "role": "helpdesk"})
    given = Appointment.objects.get(person__email="els@x.nl")
    assert given.place == school and message_to("els@x.nl").election is None
    election = create_election("MR", organisation=school)
    page = client.get(f"/en/elections/{election.pk}/people/").content.decode()
    assert "els@x.nl" in page and f"{given.pk}/dismiss" not in page
    client.post(f"{address}{given.pk}/dismiss/")
    assert not Appointment.objects.filter(pk=given.pk).exists()
    own = Appointment.objects.get(organisation=school)
    said = client.post(f"{address}{own.pk}/dismiss/", follow=True).content.decode()
    assert "(appointment.last)" in said


def test_the_operator_founds_organisations_and_sees_nothing_in_them(operator) -> None:
    _, client = operator
    client.post("/en/organisations/", {"name": "School", "email": "els@x.nl"})
    school = Organisation.objects.get()
    election = create_election("Secret name", organisation=school)
    assert Message.objects.get().to == "els@x.nl"
    page = client.get("/en/organisations/").content.decode()
    assert "School" in page and "1 election" in page and "Secret name" not in page
    for address in (f"/en/elections/{election.pk}/", f"/en/organisations/{school.pk}/"):
        assert client.get(address).status_code == 404
    again = client.post("/en/organisations/", {"name": "school", "email": "els@x.nl"})
    assert "(organisation.duplicate)" in again.content.decode()
    assert "organisation.found" in Entry.objects.values_list("act", flat=True)
    assert organiser()[1].get("/en/organisations/").status_code == 403


def test_an_operator_is_let_in_for_a_day_at_most(operator) -> None:
    person, client = operator
    election = create_election("MR", organisation=found("School"))
    _, host = member(election.organisation)
    address = f"/en/elections/{election.pk}/people/"
    fields = {"email": person.email, "role": "auditor"}
    soon, late = (timezone.localtime() + timedelta(hours=hours) for hours in (2, 30))
    for until in ("", f"{late:%Y-%m-%dT%H:%M}"):
        said = host.post(address, {**fields, "until": until}).content.decode()
        assert "(appointment.operator)" in said
    host.post(address, {**fields, "until": f"{soon:%Y-%m-%dT%H:%M}"})
    assert client.get(f"/en/elections/{election.pk}/").status_code == 200
    assert Entry.objects.filter(act="people.appoint", content__contains=person.email).exists()
    Appointment.objects.filter(person=person).update(until=timezone.now())
    assert client.get(f"/en/elections/{election.pk}/").status_code == 404
    with pytest.raises(Refused, match=r"appointment\.operator"):
        appoint(person, election.organisation)


def test_who_has_a_role_does_not_become_operator() -> None:
    person, _ = member(found("School"))
    with pytest.raises(Refused, match=r"appointment\.operator"):
        set_operator(person, True)


def test_an_election_without_a_name_of_an_organisation_is_of_the_only_one() -> None:
    assert create_election("One").organisation == only_one()
    found("Second")
    with pytest.raises(Refused, match=r"organisation\.needed"):
        create_election("Two")


def test_the_commands_found_organisations_and_name_operators(capsys, tmp_path) -> None:
    assert main(["organisation", "School", "--organiser", "els@x.nl"]) == 0
    assert Appointment.objects.get().organisation == Organisation.objects.get()
    assert main(["operator", "ops@x.nl"]) == 0
    assert Person.objects.get(email="ops@x.nl").operator
    assert main(["operator", "ops@x.nl", "--remove"]) == 0
    assert not Person.objects.get(email="ops@x.nl").operator
    (tmp_path / "e.json").write_text('{"name": "E", "polls": [{"name": "", "questions": []}]}')
    assert main(["create", str(tmp_path / "e.json"), "--organisation", "Unknown"]) != 0
    assert "organisation.unknown" in capsys.readouterr().err
