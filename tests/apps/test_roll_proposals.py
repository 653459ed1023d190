"""A frozen roll changes only with a reason and a second person who sees what changes."""

import pytest
from django.test import Client

from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Role
from stembus.domain.proposals.models import Proposal
from stembus.domain.rolls.models import Change, Voter
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import drafted, logged_in, open_now, opened, organiser, with_trustees
from tests.sealed import addresses_of, voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen() -> Election:
    election = drafted()
    with_trustees(election)
    elections.schedule(election, None, None)
    election.refresh_from_db()
    return election


def url(election: Election, rest: str) -> str:
    return f"/en/elections/{election.pk}/{rest}"


def fields(voter: Voter | None = None, **changes: str) -> dict[str, str]:
    kept = {name: getattr(voter, name) for name in ("address", "name", "language")} if voter else {}
    return {"language": "nl", **kept, "reason": "Moved", **changes}


def another(election: Election, role: str = Role.ORGANISER) -> Client:
    person = register(f"{role}2@x.nl")
    appoint(person, election, role)
    return logged_in(person)


def test_an_address_is_changed_by_two_also_while_the_voting_is_open() -> None:
    election = opened().election
    ann = voter_at("ann@x.nl", election)
    client = organiser(election)[1]
    led = client.post(url(election, f"roll/{ann.pk}/change/"), fields(ann, address="ann@y.nl")).url
    assert (
        "(proposal.same_person)" in client.post(led, {"accept": "1"}, follow=True).content.decode()
    )
    second = another(election)
    page = second.get(led).content.decode()
    assert "ann@x.nl" in page and "ann@y.nl" in page and "Moved" in page
    second.post(led, {"accept": "1"})
    ann.refresh_from_db()
    assert ann.address == "ann@y.nl" and Change.objects.get().reason == "Moved"


def test_who_may_not_see_the_roll_does_not_see_a_change_of_it() -> None:
    election = opened().election
    ann = voter_at("ann@x.nl", election)
    client = organiser(election)[1]
    led = client.post(url(election, f"roll/{ann.pk}/change/"), fields(ann, address="ann@y.nl")).url
    for role in (Role.COMMITTEE, Role.AUDITOR):
        assert another(election, role).get(led).status_code == 403
    listed = another(election, Role.AUDITOR).get(url(election, "proposals/")).content.decode()
    assert "Change the roll" in listed and "ann@" not in listed


def test_voters_come_and_go_while_the_opening_is_planned(frozen: Election) -> None:
    client, second = organiser(frozen)[1], another(frozen)
    led = client.post(url(frozen, "roll/add/"), fields(address="new@x.nl", weight="2")).url
    second.post(led, {"accept": "1"})
    new = voter_at("new@x.nl", frozen)
    assert new.weight == 2
    client.post(url(frozen, f"roll/{new.pk}/take-off/"), {"reason": "Left"})
    proposal = Proposal.objects.filter(outcome="waiting").get()
    second.post(url(frozen, f"proposals/{proposal.pk}/"), {"accept": "1"})
    assert "new@x.nl" not in addresses_of(frozen)
    assert Change.objects.count() == 2


def test_what_can_not_be_is_said_before_anyone_is_asked(frozen: Election) -> None:
    client = organiser(frozen)[1]
    ann, ben = (voter_at(f"{name}@x.nl", frozen) for name in ("ann", "ben"))
    address = url(frozen, f"roll/{ann.pk}/change/")
    for data, said in (
        (fields(ann), "(change.nothing)"),
        (fields(ann, address=ben.address), "(row.conflict)"),
        (fields(ann, address="no"), "(row.address)"),
        (fields(ann, reason=""), "required"),
    ):
        assert said in client.post(address, data).content.decode()
    off = client.post(url(frozen, f"roll/{ann.pk}/take-off/"), {"reason": ""}, follow=True)
    assert "(change.reason)" in off.content.decode()
    assert not Proposal.objects.exists()


def test_an_open_voting_without_spare_codes_takes_nobody_on_or_off() -> None:
    draft = drafted()
    draft.spare_percentage = 0
    draft.save()
    election = open_now(draft).election
    client = organiser(election)[1]
    ann = voter_at("ann@x.nl", election)
    said = client.post(url(election, "roll/add/"), fields(address="new@x.nl")).content.decode()
    assert "(change.open)" in said
    off = client.post(url(election, f"roll/{ann.pk}/take-off/"), {"reason": "Left"}, follow=True)
    assert "(change.open)" in off.content.decode()


def test_of_two_changes_of_one_voter_the_second_is_stale(frozen: Election) -> None:
    client, second = organiser(frozen)[1], another(frozen)
    ann = voter_at("ann@x.nl", frozen)
    address = url(frozen, f"roll/{ann.pk}/change/")
    one = client.post(address, fields(ann, address="ann@y.nl")).url
    two = client.post(address, fields(ann, name="Anna")).url
    second.post(one, {"accept": "1"})
    assert "(change.stale)" in second.post(two, {"accept": "1"}, follow=True).content.decode()
    ann.refresh_from_db()
    assert (ann.address, ann.name) == ("ann@y.nl", "Ann")


def test_who_is_taken_on_or_off_while_the_voting_is_open_gets_or_loses_a_code() -> None:
    held = opened()
    client, second = organiser(held.election)[1], another(held.election)
    ann = voter_at("ann@x.nl", held.election)
    roll = url(held.election, "roll/")
    assert url(held.election, "roll/add/") in client.get(roll).content.decode()
    added = client.post(url(held.election, "roll/add/"), fields(address="new@x.nl")).url
    client.post(url(held.election, f"roll/{ann.pk}/take-off/"), {"reason": "Left"})
    removed = Proposal.objects.exclude(pk=added.rstrip("/").rsplit("/", 1)[1]).get()
    for address in (added, url(held.election, f"proposals/{removed.pk}/")):
        second.post(address, {"accept": "1"})
    work_until_idle(WORKERS)
    found = addresses_of(held.election)
    assert found == ["ben@x.nl", "cas@x.nl", "new@x.nl"]
