"""What an organiser sees and chooses of terms and holds, and what the public sees in the end."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from stembus.apps.retention.work import delete_due
from stembus.domain.audit.queries import of_election
from stembus.domain.elections.models import CodeAuthority, Election
from stembus.domain.elections.phases import Phase
from stembus.domain.people.models import Appointment, Role
from stembus.domain.proceedings.actions import record_lot
from stembus.domain.proceedings.queries import awaited, documents, electorate
from stembus.domain.retention.models import Deletion, Hold
from stembus.rounds import work_until_idle
from tests.addresses import address_of, patterns
from tests.council import Council, counted_council, rows
from tests.elections import Held, drafted, opened, organiser, with_trustees
from tests.sealed import message_to

pytestmark = pytest.mark.django_db
TERMS = {"voters": 60, "messages": 92, "archive": 200, "record": 800}


@pytest.fixture
def draft() -> tuple[Election, Client, str]:
    election = drafted()
    client = organiser(election)[1]
    return election, client, page_of("organiser:retention", args=[election.pk])


def page_of(name: str, args: list[UUID]) -> str:
    with translation.override("en"):
        return reverse(name, args=args)


def acts(election: Election) -> list[str]:
    return [entry.act for entry in of_election(election.pk)]


def text(answer) -> str:
    return answer.content.decode()


def test_an_organiser_chooses_terms_before_the_opening(draft) -> None:
    election, client, address = draft
    edition = election.edition
    client.post(address, TERMS)
    election.refresh_from_db()
    assert (election.keep_voters, election.keep_record) == (60, 800)
    assert election.edition > edition  # who was to agree to the opening agrees to this one
    assert "terms.choose" in acts(election)
    opening = text(client.get(page_of("organiser:opening", args=[election.pk])))
    assert "60 days" in opening and "800 days" in opening


@pytest.mark.parametrize("wrong", [{"archive": "91"}, {"voters": "x"}, {"record": "366"}])
def test_wrong_terms_change_nothing(draft, wrong: dict[str, str]) -> None:
    election, client, address = draft
    client.post(address, TERMS | {"archive": 500} | wrong)
    election.refresh_from_db()
    assert election.keep_archive == 183


def test_terms_can_not_be_chosen_after_the_opening() -> None:
    held = opened()
    client = organiser(held.election)[1]
    address = page_of("organiser:retention", args=[held.election.pk])
    assert "(election.frozen)" in text(client.post(address, TERMS))
    assert "Choose the terms" not in text(client.get(address))


def test_a_hold_is_placed_extended_and_ended(draft) -> None:
    election, client, address = draft
    soon = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    place = page_of("organiser:hold", args=[election.pk])
    client.post(place, {"reason": "A case at court", "until": soon})
    hold = Hold.objects.get()
    assert "On hold" in text(client.get(address))
    extend, release = (
        page_of(f"organiser:hold_{act}", args=[election.pk, hold.pk])
        for act in ("extend", "release")
    )
    said = client.post(extend, {"until": "2020-01-01T00:00"}, follow=True)
    assert "(hold.past)" in text(said)
    client.post(extend, {"until": later})
    first = hold.until
    hold.refresh_from_db()
    assert first and hold.until and hold.until > first
    client.post(release)
    assert {"hold.place", "hold.extend", "hold.release"} <= set(acts(election))
    assert "(hold.ended)" in text(client.post(release, follow=True))


def test_a_hold_needs_a_reason(draft) -> None:
    election, client, _ = draft
    client.post(page_of("organiser:hold", args=[election.pk]), {"reason": " "})
    assert not Hold.objects.exists()


def test_a_committee_member_places_a_hold_and_does_not_end_it(draft) -> None:
    election, _, _ = draft
    member, client = organiser(election, "com@x.nl")
    Appointment.objects.filter(person=member).update(role=Role.COMMITTEE)
    client.post(page_of("organiser:hold", args=[election.pk]), {"reason": "An objection"})
    release = page_of("organiser:hold_release", args=[election.pk, Hold.objects.get().pk])
    assert client.post(release).status_code == 403
    assert Hold.objects.get().ended_at is None


def test_a_hold_of_another_election_is_not_there(draft) -> None:
    election, client, _ = draft
    other = Hold.objects.create(election=drafted(name="Other"), reason="x", by="x")
    address = page_of("organiser:hold_release", args=[election.pk, other.pk])
    assert client.post(address).status_code == 404


def let_pass(election: Election, days: int) -> None:
    moment = timezone.now() - timedelta(days=days)
    Election.objects.filter(pk=election.pk).update(concluded_at=moment)
    while delete_due():
        pass


def test_pages_say_when_what_goes_and_what_is_gone() -> None:
    held = finished()
    client = organiser(held.election)[1]
    address = page_of("organiser:election", args=[held.election.pk])
    day = (held.election.concluded_at + timedelta(days=183)).astimezone().strftime("%Y")
    assert f"{day}" in text(client.get(address))
    board = f"/en/board/{held.poll.uuid}/"
    assert "Kept until" in text(Client().get(board))
    let_pass(held.election, 184)
    page, public = text(client.get(address)), text(Client().get(board))
    assert "The ballots were deleted on" in page and "deleted on" in page
    assert Deletion.objects.get(term="archive").archives[held.poll.uuid] in public
    assert "Ada" in public  # the result stays
    for gone in (f"{board}ballots/", f"{board}check/"):
        assert Client().get(gone).status_code == 404
    assert Client().get(f"/elections/{held.poll.uuid}/{held.poll.uuid}.bel").status_code == 404
    assert Client().get(f"/elections/{held.poll.uuid}/record.json").status_code == 200
    objections = page_of("organiser:objections", args=[held.election.pk])
    assert "nothing can be counted again" in text(client.get(objections))
    recount = page_of("organiser:recount", args=[held.election.pk])
    assert "(archive.deleted)" in text(client.post(recount, follow=True))


def finished() -> Held:
    held = opened()
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    held.finish()
    return held


def test_every_page_still_answers_without_voters_and_ballots() -> None:
    held = finished()
    CodeAuthority.objects.create(election=held.election, name="Nora", email="nora@x.nl")
    organiser_client = organiser(held.election)[1]
    addresses = {}
    for name, (full_name, written) in patterns().items():
        if "<election>" in written.replace("uuid:", ""):
            addresses[name] = address_of(name, full_name, written, held.election)
    let_pass(held.election, 184)
    for name, address in addresses.items():
        assert organiser_client.get(address).status_code < 500, name


def test_who_follows_is_still_known_when_the_ballots_are_gone() -> None:
    council = counted_council()

    before = [electorate(poll) for poll in council.election.polls.all()]
    draw(council)
    let_pass(council.election, 184)
    assert [electorate(poll) for poll in council.election.polls.all()] == before
    client = organiser(council.election)[1]
    members = page_of("organiser:members", args=[council.election.pk])
    assert "Fay" in text(client.get(members))


def draw(council: Council) -> None:
    """FNV wins the last seat; the record follows."""

    poll = council.north.poll
    (tie,) = awaited(documents(poll, rows(poll))[0])
    about = {"by": "The committee", "at": timezone.now(), "how": "From a bowl"}
    record_lot(poll, 0, tie, ["FNV"], rows(poll), **about)
    work_until_idle(("tallier",))


def test_of_a_deleted_election_one_page_is_left() -> None:
    held = finished()
    _, client = organiser()
    Appointment.objects.create(
        person_id=organiser(None, "org@x.nl")[0].pk,
        organisation=held.election.organisation,
        role=Role.ORGANISER,
    )
    let_pass(held.election, 1828)
    assert Election.objects.get().phase == Phase.DELETED
    page = text(client.get(page_of("organiser:election", args=[held.election.pk])))
    assert "All terms have passed" in page and "1827 days" in page
    assert held.election.name in text(client.get("/en/"))
    for name in ("retention", "paper", "roll", "proceedings", "people"):
        address = page_of(f"organiser:{name}", args=[held.election.pk])
        assert client.get(address).status_code == 404, name
    assert Client().get(f"/en/board/{held.poll.uuid}/").status_code == 404


def test_the_answer_on_the_roll_says_how_long() -> None:

    election = drafted()
    with_trustees(election)
    Client().post(f"/en/on-the-roll/{election.pk}/", {"email": "ann@x.nl"})
    assert "92 days after" in message_to("ann@x.nl").body
