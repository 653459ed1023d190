"""Who may come where: the table in docs/access.md is what the gate does, cell by cell."""

import re
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse
from django.utils import timezone

from stembus.apps.organiser.gate import Gate
from stembus.apps.organiser.rights import ADDRESSES, ROLES, Right
from stembus.domain.audit.models import Entry
from stembus.domain.elections.models import CodeAuthority, Election
from stembus.domain.elections.organisations import found
from stembus.domain.outbox.models import Message
from stembus.domain.people.actions import appoint, register, set_operator
from stembus.domain.people.models import Appointment, Role
from tests.addresses import address_of, patterns
from tests.elections import drafted, opened, organiser, with_trustees
from tests.sealed import message_to

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
NOBODY, STRANGER, OPERATOR = "nobody", "another organisation's", "operator"
COLUMNS = (NOBODY, STRANGER, *Role.values, OPERATOR)
NONE, LOOK, ALL = "–", "look", "look, change"


def cell(column: str, name: str) -> str:
    return {(True, True): ALL, (True, False): LOOK, (False, False): NONE}[
        tuple(right in rights_of(column) for right in ADDRESSES[name])
    ]


def rights_of(column: str) -> set[Right]:
    held = set() if column == NOBODY else {Right.SELF, Right.PERSON}
    operates = {Right.OPERATE} if column == OPERATOR else set()
    return {Right.ANYONE} | held | operates | set(ROLES.get(column, ()))


def written(address: str) -> str:
    return re.sub(r"\^?<\w+:(\w+)>|\^?\(\?P<(\w+)>[^)]*\)", r"<\1\2>", address)


def table() -> str:
    """What docs/access.md has to say."""
    rows = [
        f"| {name} | `/{written(address)}` | "
        + " | ".join(cell(column, name) for column in COLUMNS)
        + " |"
        for name, (_, address) in patterns().items()
    ]
    head = f"| page | address | {' | '.join(COLUMNS)} |"
    return "\n".join([head, "|---" * (len(COLUMNS) + 2) + "|", *rows])


def documented() -> dict[tuple[str, str], str]:
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    (_, _, *columns), *rows = ([each.strip() for each in line[1:-1].split("|")] for line in lines)
    return {
        (name, column): cell
        for name, _, *cells in rows
        for column, cell in zip(columns, cells, strict=True)
    }


def test_every_address_is_in_the_table_and_nothing_else() -> None:
    assert set(patterns()) == set(ADDRESSES)
    assert set(ROLES) == set(Role.values)


def test_the_document_shows_the_table() -> None:
    assert table() in DOCUMENT.read_text(), f"put this into docs/access.md:\n{table()}"


@pytest.mark.parametrize("column", COLUMNS)
def test_each_cell_of_the_document_is_so(column: str) -> None:
    election = opened().election
    CodeAuthority.objects.create(election=election, name="Nora", email="nora@x.nl")
    client = visitor(column, election)
    for name, (full_name, written) in patterns().items():
        said = documented()[name, column]
        address = address_of(name, full_name, written, election)
        assert outcome(client, "GET", address, column, name) == (said in (LOOK, ALL)), (name, "GET")
        assert outcome(client, "POST", address, column, name) == (said == ALL), (name, "POST")


def visitor(column: str, election: Election) -> Client:
    if column == NOBODY:
        return Client()
    if column == STRANGER:
        person, client = organiser(email="stranger@x.nl")
        appoint(person, found("Another"))
        return client
    person, client = organiser(email=f"{column}@x.nl")
    if column == OPERATOR:
        set_operator(person, True)
    else:
        appoint(person, election.organisation, column)
    return client


def outcome(client: Client, method: str, address: str, column: str, name: str) -> bool:
    """True if the gate let the request in: what the view then says of it is another matter.

    Whatever the view did is undone, a log-out too.
    """
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    client.cookies = cookies
    gate = getattr(answer, "resolver_match", None)
    assert gate is not None, address
    to_login = answer.status_code == 302 and "/login/?next=" in answer.url
    closed = answer.status_code == 403 and Right.ANYONE not in ADDRESSES[name]
    own = ADDRESSES[name][0] in (Right.ANYONE, Right.SELF, Right.PERSON)
    hidden = answer.status_code == 404 and column in (STRANGER, OPERATOR) and not own
    return not (to_login or closed or hidden)


def test_what_is_not_in_the_table_is_refused() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name="new_page")
    with pytest.raises(PermissionDenied):
        Gate(lambda _: None).process_view(request, organiser, (), {})


def test_a_role_ends_at_its_time() -> None:
    election = drafted()
    person, client = organiser(email="aud@x.nl")
    appoint(person, election, Role.AUDITOR, timezone.now() + timedelta(hours=1))
    address = reverse("organiser:election", args=[election.pk])
    assert client.get(address).status_code == 200
    Appointment.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert str(election.pk) not in client.get("/en/").content.decode()


def test_the_helpdesk_starts_where_it_helps() -> None:
    election = opened().election
    person, client = organiser(email="help@x.nl")
    appoint(person, election, Role.HELPDESK)
    home = client.get("/en/").content.decode()
    assert reverse("organiser:codes", args=[election.pk]) in home
    assert f'"/en/elections/{election.pk}/"' not in home
    page = client.get(reverse("organiser:codes", args=[election.pk])).content.decode()
    assert f'"/en/elections/{election.pk}/"' not in page


def test_a_page_shows_no_button_that_its_reader_may_not_press() -> None:
    election = drafted()
    with_trustees(election)
    person, client = organiser(election, "aud@x.nl")
    Appointment.objects.filter(person=person).update(role=Role.AUDITOR)
    for name in ("election", "paper", "trustees"):
        page = client.get(reverse(f"organiser:{name}", args=[election.pk])).content.decode()
        assert page.count("<form") == 1, name  # to log out


@pytest.fixture
def people() -> tuple[Election, Client, str]:
    election = drafted()
    client = organiser(election)[1]
    return election, client, f"/en/elections/{election.pk}/people/"


def test_an_organiser_gives_a_role_and_takes_it_away(people) -> None:
    election, client, address = people
    client.post(address, {"email": "Els@x.nl", "role": "committee"})
    given = Appointment.objects.get(person__email="els@x.nl")
    assert (given.role, given.until) == ("committee", None)
    assert message_to("els@x.nl").subject == "U hebt een rol in “Council”"
    client.post(f"{address}{given.pk}/dismiss/")
    assert not Appointment.objects.filter(person__email="els@x.nl").exists()
    acts = Entry.objects.filter(election=election.pk).values_list("act", flat=True)
    assert {"people.appoint", "people.dismiss"} <= set(acts)


def test_the_last_organiser_can_not_go(people) -> None:
    _, client, address = people
    own = Appointment.objects.get(person__email="org@x.nl")
    said = client.post(f"{address}{own.pk}/dismiss/", follow=True).content.decode()
    assert "(appointment.last)" in said
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {"email": "org@x.nl", "role": "organiser", "until": until}
    assert "(appointment.last)" in client.post(address, fields).content.decode()
    own.refresh_from_db()
    assert own.until is None


def test_a_role_can_not_end_in_the_past(people) -> None:
    _, client, address = people
    fields = {"email": "els@x.nl", "role": "auditor", "until": "2020-01-01T00:00"}
    assert "(appointment.past)" in client.post(address, fields).content.decode()
    assert not Appointment.objects.filter(person__email="els@x.nl").exists()


def asked(email: str) -> int:
    answer = Client().post("/en/login/link/", {"email": email}, follow=True)
    return answer.content.decode().count("on its way")


def test_a_log_in_link_is_sent_to_who_has_a_role_and_not_again_at_once() -> None:
    organiser(drafted())
    register("nobody@x.nl")
    answers = {
        asked(email) for email in ("ORG@x.nl", "org@x.nl", "nobody@x.nl", "unknown@x.nl", "", "\0")
    }
    assert answers == {1}
    (message,) = Message.objects.all()
    assert message.to == "org@x.nl"
    token = re.search(r"/en/login/#(\S+)", message.body)
    assert token
    assert Client().post("/en/login/", {"token": token.group(1)}).status_code == 302
