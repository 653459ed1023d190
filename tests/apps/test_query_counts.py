"""No page's number of queries grows with the rows that it is about.

Every address of the organiser, in each phase, with few rows and then with many more of all that an
election may have many of; a new page is tried by itself. `tests.addresses.address_of` says what
stands in an address. Of what an election has few (ballot papers, questions, trustees) each may cost
a few.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stembus.apps.organiser.rights import ADDRESSES, Right
from stembus.domain.audit import actions as audit
from stembus.domain.codes.models import Reissue
from stembus.domain.codes.models import State as Reissued
from stembus.domain.elections.models import CodeAuthority, Election, Poll
from stembus.domain.outbox.models import Channel, Delivery, Message, PrintRun, Reminder, State
from stembus.domain.people.actions import appoint, register, set_operator
from stembus.domain.people.emergencies import agree, ask
from stembus.domain.people.models import Role
from stembus.domain.proceedings.models import Incident, Objection
from stembus.domain.proposals.models import Proposal
from stembus.domain.retention.models import Deletion, Hold
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls.checking import check_all
from stembus.domain.rolls.models import Change, Voter
from stembus.domain.rolls.queries import pending
from tests.addresses import address_of, patterns
from tests.elections import drafted, logged_in, opened, organiser, with_trustees

pytestmark = pytest.mark.django_db


def draft() -> Election:
    election = drafted()
    with_trustees(election)
    stage(election, 2)
    return election


def stage(election: Election, rows: int) -> None:
    """New, changed and refused rows, checked and not yet stored."""
    lines = [f"new{each}@x.nl;New;1\nwrong{each};;x\n" for each in range(rows)]
    voters = election.voters.exclude(address="")[:rows]
    lines += [f"{voter.address};Another;7\n" for voter in voters]
    rolls.stage(election, "roll.csv", ("email;name;weight\n" + "".join(lines)).encode())
    check_all(pending(election))


def running() -> Election:
    return opened().election


def published() -> Election:
    held = opened()
    held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))
    held.finish()
    return held.election


def add(election: Election, start: int, stop: int) -> None:
    """More of everything that there may be many of."""
    poll = election.polls.get()
    for each in range(start, stop):
        voter = Voter.objects.create(
            election=election, poll=poll, address=f"more{each}@x.nl", language="nl"
        )
        deliver(election, voter)
        person = register(f"person{each}@x.nl")
        appoint(person, election, Role.AUDITOR)
        appoint(person, election.organisation, Role.HELPDESK)
        audit.record(person.email, "roll.clear", election.pk)
        Proposal.objects.create(election=election, kind="close", proposed_by=person.email)
        Reissue.objects.create(election=election, voter=voter.pk, state=Reissued.NO_SPARE)
        Change.objects.create(election=election, reason="Left", content={})
        Incident.objects.create(election=election, text="Power cut", by=person.email)
        Objection.objects.create(election=election, reference=f"O{each}", text="No")
        Reminder.objects.create(election=election, at=Now(), posted_at=Now(), by=person.email)
        PrintRun.objects.create(
            election=election, letters=1, sha256=2 * uuid4().hex, made_at=Now(), by=person.email
        )
        Election.objects.create(organisation=election.organisation, name=f"Election {each}")
        Hold.objects.create(election=election, reason="A case at court", by=person.email)
        about = {"days": 92, "due_at": Now(), "counts": {"rolls.Voter": 3}}
        Deletion.objects.create(election=election.pk, term="voters", **about)
        enter_in_emergency(election, each)


def enter_in_emergency(election: Election, number: int) -> None:
    """Entries that work, one of each operator."""
    one, two = (register(f"{name}{number}@ops.nl") for name in ("one", "two"))
    for person in (one, two):
        set_operator(person, True)
    agree(ask(one, election, reason="Nobody answers", hours=1), two)


def deliver(election: Election, voter: Voter) -> None:
    for channel in (Channel.MAIL, Channel.LETTER):
        for state in State:
            delivery = Delivery.objects.create(
                election=election,
                voter=voter.pk,
                channel=channel,
                state=state,
                queued_at=Now(),
                changed_at=Now(),
                last_error="550 no such user",
            )
            Message.objects.create(
                delivery=delivery, election=election, to=voter.address, not_before=Now()
            )


def queries(client: Client, address: str) -> tuple[int, int]:
    """(status, queries) the second time: what is asked once is kept."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        status = client.get(address).status_code
    return status, len(asked)


def asked(clients: dict[bool, Client], election: Election) -> dict[str, tuple[int, int]]:
    """By page; downloads and what leads to another site are not pages."""
    found = {
        name: queries(
            clients[ADDRESSES[name][0] == Right.OPERATE],
            address_of(name, full_name, written, election),
        )
        for name, (full_name, written) in patterns().items()
        if name not in ELSEWHERE
    }
    uuid = election.polls.get().uuid
    public = ("board/{}/", "board/{}/ballots/", "board/{}/check/", "vote/{}/")
    return found | {page: queries(Client(), "/en/" + page.format(uuid)) for page in public}


ELSEWHERE = {"logout", "openid_connect_login", "openid_connect_callback"}
# They ask for what this visitor has not: other kinds of factors, a lot to draw, a certain question.
LEADS_ON = {name for name in ADDRESSES if name.startswith(("mfa_", "account_"))}
UNSEEN = LEADS_ON | {"lot", "simulation", "letter", "ruling"}
PHASES: dict[str, Callable[[], Election]] = {
    "published": published,
    "open": running,
    "draft": draft,
}


def visitors(election: Election) -> dict[bool, Client]:
    """Who organises all, and the operator."""
    person, client = organiser(election)
    appoint(person, election.organisation)
    operator = register("operator@x.nl")
    set_operator(operator, True)
    return {False: client, True: logged_in(operator)}


def growing(phase: str) -> tuple[set[str], set[str]]:
    """The pages that asked more, with (status, queries) before and after; and those shown."""
    election = PHASES[phase]()
    CodeAuthority.objects.create(election=election, name="Nora", email="nora@x.nl")
    clients = visitors(election)
    add(election, 0, 2)
    few = asked(clients, election)
    add(election, 2, 12)
    if phase == "draft":
        stage(election, 12)
    many = asked(clients, election)
    more = {
        f"{phase} {name}: {few[name]} {status, number}"
        for name, (status, number) in many.items()
        if number > few[name][1] or status != few[name][0]
    }
    return more, {name for name, (status, _) in many.items() if status in (200, 405)}


def test_no_page_asks_more_with_more_rows() -> None:
    shown: set[str] = set()
    for phase in PHASES:
        more, seen = growing(phase)
        assert not more
        shown |= seen
    assert set(patterns()) - ELSEWHERE - UNSEEN <= shown


def test_a_ballot_paper_more_costs_its_turnout_and_no_more() -> None:
    """An election has few of them: at most so many queries for each."""
    election = running()
    client = visitors(election)[False]
    at = f"/en/elections/{election.pk}/"
    most = {at: 5, f"{at}delivery/": 5, f"{at}running/": 3, f"{at}opening/": 1, f"{at}paper/": 0}
    few = {page: queries(client, page)[1] for page in most}
    definition = election.polls.get().definition
    for each in range(4):
        uuid = f"paper{each}"
        Poll.objects.create(election=election, name=uuid, uuid=uuid, definition=definition)
    for page, number in few.items():
        assert queries(client, page)[1] <= number + 4 * most[page], page
