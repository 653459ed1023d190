"""Emergency entry: two operators, for hours, told to all, to look and not to change."""

import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from stembus.apps.retention import ending
from stembus.domain.audit.models import Entry
from stembus.domain.elections.actions import create_election
from stembus.domain.elections.models import Election
from stembus.domain.elections.organisations import found
from stembus.domain.outbox.models import Kind, Message
from stembus.domain.people import emergencies
from stembus.domain.people.actions import appoint, register, set_operator
from stembus.domain.people.models import Emergency, Person, Role
from stembus.domain.refusals import Refused
from tests.elections import drafted, logged_in
from tests.sealed import messages

pytestmark = pytest.mark.django_db
REASON = "The page of the vote is down and no organiser answers"


def operator(email: str) -> Person:
    person = register(email)
    set_operator(person, True)
    person.refresh_from_db()
    return person


@pytest.fixture
def one() -> Person:
    return operator("one@ops.nl")


@pytest.fixture
def two() -> Person:
    return operator("two@ops.nl")


@pytest.fixture
def election() -> Election:
    """With an organiser of its own and one of the organisation."""
    election = drafted()
    appoint(register("org@x.nl"), election)
    appoint(register("chief@x.nl"), election.organisation)
    return election


def fields(election: Election, /, **other: object) -> dict[str, object]:
    about = {"organisation": election.organisation_id, "election": str(election.pk)}
    return about | {"hours": 2, "reason": REASON} | other


def asked(person: Person, election: Election, /, **other: object) -> Emergency:
    logged_in(person).post("/en/emergencies/", fields(election, **other))
    return Emergency.objects.get()


def agreed(one: Person, two: Person, election: Election, /, **other: object) -> Emergency:
    entry = asked(one, election, **other)
    logged_in(two).post(f"/en/emergencies/{entry.pk}/", {"agree": "1"})
    entry.refresh_from_db()
    return entry


def page(election: Election, name: str = "") -> str:
    return f"/en/elections/{election.pk}/{name}"


def acts() -> list[str]:
    found = Entry.objects.filter(act__startswith="emergency.").order_by("at")
    return list(found.values_list("act", flat=True))


def told() -> set[str]:
    return {each.to for each in Message.objects.filter(delivery__kind=Kind.EMERGENCY)}


def test_nothing_is_open_before_a_second_operator_agrees(one, election) -> None:
    asked(one, election)
    assert logged_in(one).get(page(election)).status_code == 404


def test_from_then_on_all_but_the_roll_can_be_seen_and_nothing_changed(one, two, election) -> None:
    agreed(one, two, election)
    client = logged_in(one)
    assert client.get(page(election)).status_code == 200
    assert str(election.pk) in client.get("/en/").content.decode()
    for name in ("roll/", "people/", "details/", "messages/", "codes/"):
        assert client.get(page(election, name)).status_code == 403, name
    for name in ("paper/", "retention/", "opening/", "delete/", "holds/"):
        assert client.post(page(election, name)).status_code == 403, name
    assert logged_in(two).get(page(election)).status_code == 404  # who agreed comes not in


def test_who_asked_can_not_agree(one, election) -> None:
    entry = asked(one, election)
    address = f"/en/emergencies/{entry.pk}/"
    said = logged_in(one).post(address, {"agree": "1"}, follow=True).content.decode()
    assert "(emergency.same_person)" in said
    with pytest.raises(IntegrityError):  # nor by any other way
        Emergency.objects.update(decided_by=one, until=timezone.now() + timedelta(hours=1))


def test_only_an_operator_asks_and_agrees(one, election) -> None:
    entry = asked(one, election)
    organiser = Person.objects.get(email="chief@x.nl")
    client = logged_in(organiser)
    for address in ("/en/emergencies/", f"/en/emergencies/{entry.pk}/"):
        assert client.get(address).status_code == client.post(address).status_code == 403
    for act in (
        lambda: emergencies.agree(entry, organiser),
        lambda: emergencies.ask(organiser, election, reason="x", hours=1),
    ):
        with pytest.raises(Refused, match=r"emergency\.operator"):
            act()


def test_the_second_factor_is_shown_again_before_it(one, two, election) -> None:
    entry = asked(one, election)
    stale = logged_in(two, ago=3600)
    answer = stale.post(f"/en/emergencies/{entry.pk}/", {"agree": "1"})
    assert "reauthenticate" in answer.url
    entry.refresh_from_db()
    assert entry.until is None
    assert "reauthenticate" in stale.get("/en/emergencies/").url


@pytest.mark.parametrize("hours", [0, 5, ""])
def test_it_is_short(one, election, hours: object) -> None:
    logged_in(one).post("/en/emergencies/", fields(election, hours=hours))
    assert not Emergency.objects.exists()
    with pytest.raises(Refused, match=r"emergency\.hours"):
        emergencies.ask(one, election, reason="x", hours=5)


def test_it_needs_a_reason_and_an_election_of_that_organisation(one, election) -> None:
    other = create_election("Board", organisation=found("Union"))
    for wrong in ({"reason": " "}, {"election": str(other.pk)}, {"election": "the council's"}):
        logged_in(one).post("/en/emergencies/", fields(election, **wrong))
    assert not Emergency.objects.exists()


def test_an_election_is_named_by_its_address_too(one, election) -> None:
    assert asked(one, election, election=f"https://x.nl{page(election)}").election == election


def test_without_an_election_it_is_for_all_of_the_organisation(one, two, election) -> None:
    second = create_election("Second", organisation=election.organisation)
    other = create_election("Board", organisation=found("Union"))
    agreed(one, two, election, election="")
    client = logged_in(one)
    statuses = [client.get(page(each)).status_code for each in (election, second, other)]
    assert statuses == [200, 200, 404]
    organisation = f"/en/organisations/{election.organisation_id}/"
    assert client.get(organisation).status_code == 403


def test_it_ends_by_itself(one, two, election, caplog) -> None:
    entry = agreed(one, two, election)
    assert entry.until and timedelta(hours=1, minutes=59) < entry.until - timezone.now()
    assert not ending.work()
    passed = timezone.now() - timedelta(seconds=1)
    Emergency.objects.update(until=passed)
    assert logged_in(one).get(page(election)).status_code == 404
    with caplog.at_level(logging.CRITICAL):
        assert ending.work() and not ending.work()
    entry.refresh_from_db()
    assert (entry.ended_at, entry.ended_by) == (passed, "")
    assert acts()[-1] == "emergency.ended" and f"{entry.pk}: ended" in caplog.text


@pytest.mark.parametrize("who", ["one@ops.nl", "two@ops.nl"])
def test_either_operator_ends_it_earlier(one, two, election, who: str) -> None:
    entry = agreed(one, two, election)
    ends = logged_in(Person.objects.get(email=who))
    ends.post(f"/en/emergencies/{entry.pk}/", {"end": "1"})
    entry.refresh_from_db()
    assert entry.ended_by == who
    assert logged_in(one).get(page(election)).status_code == 404
    again = ends.post(f"/en/emergencies/{entry.pk}/", {"end": "1"}, follow=True)
    assert "(emergency.ended)" in again.content.decode()


@pytest.mark.parametrize("organiser", ["org@x.nl", "chief@x.nl"])
def test_an_organiser_sees_and_ends_it(one, two, election, organiser: str) -> None:
    entry = agreed(one, two, election)
    client = logged_in(Person.objects.get(email=organiser))
    there = page(election, "people/")
    if organiser == "chief@x.nl":
        there = f"/en/organisations/{election.organisation_id}/"
    assert REASON in client.get(there).content.decode()
    assert "Emergency entry" in client.get(page(election)).content.decode()
    client.post(f"{there.replace('people/', '')}emergencies/{entry.pk}/end/")
    assert logged_in(one).get(page(election)).status_code == 404
    assert REASON not in client.get(there).content.decode()


def test_an_organiser_of_another_organisation_does_not(one, two, election) -> None:
    entry = agreed(one, two, election)
    union = found("Union")
    stranger = register("union@x.nl")
    appoint(stranger, union)
    address = f"/en/organisations/{union.pk}/emergencies/{entry.pk}/end/"
    assert logged_in(stranger).post(address).status_code == 404
    assert logged_in(one).get(page(election)).status_code == 200


def test_all_are_told_at_once(one, two, election, caplog) -> None:
    elsewhere = create_election("Elsewhere", organisation=election.organisation)
    appoint(register("other@x.nl"), elsewhere)
    appoint(register("aud@x.nl"), election, Role.AUDITOR)
    with caplog.at_level(logging.CRITICAL):
        entry = asked(one, election)
        assert told() == {"org@x.nl", "chief@x.nl", "other@x.nl", "two@ops.nl"}
        body = messages("two@ops.nl")[-1].body
        assert REASON in body and f"/emergencies/{entry.pk}/" in body
        Message.objects.all().delete()
        logged_in(two).post(f"/en/emergencies/{entry.pk}/", {"agree": "1"})
        assert told() == {"org@x.nl", "chief@x.nl", "other@x.nl"}
        logged_in(one).get(page(election))
        logged_in(two).post(f"/en/emergencies/{entry.pk}/", {"end": "1"})
    assert acts() == [f"emergency.{act}" for act in ("asked", "agreed", "page", "ended")]
    lines = [record.message for record in caplog.records if record.levelname == "CRITICAL"]
    assert [line.split(": ")[1] for line in lines] == ["asked", "agreed", "page election", "ended"]
    assert "ops.nl" not in caplog.text


def test_each_page_stands_in_the_trail(one, two, election) -> None:
    agreed(one, two, election)
    client = logged_in(one)
    for name in ("", "paper/", "trustees/"):
        client.get(page(election, name))
    pages = Entry.objects.filter(act="emergency.page").order_by("at")
    assert [entry.details["page"] for entry in pages] == ["election", "paper", "trustees"]
    assert {(entry.actor, entry.election) for entry in pages} == {(one.email, election.pk)}


def test_it_is_turned_down_or_withdrawn(one, two, election) -> None:
    entry = asked(one, election)
    with pytest.raises(Refused, match=r"emergency\.waiting"):
        emergencies.ask(one, election, reason="again", hours=1)
    logged_in(two).post(f"/en/emergencies/{entry.pk}/", {"turn_down": "1"})
    with pytest.raises(Refused, match=r"emergency\.decided"):
        emergencies.agree(entry, two)
    assert acts() == ["emergency.asked", "emergency.turned_down"]


def test_what_waited_a_day_is_no_emergency_any_more(one, two, election) -> None:
    entry = asked(one, election)
    Emergency.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused, match=r"emergency\.decided"):
        emergencies.agree(entry, two)


def test_who_is_no_operator_any_more_is_out_at_once(one, two, election) -> None:
    agreed(one, two, election)
    set_operator(one, False)
    assert logged_in(Person.objects.get(pk=one.pk)).get(page(election)).status_code == 404


def test_a_visitor_finds_no_such_page() -> None:
    assert "/login/" in Client().get("/en/emergencies/").url
