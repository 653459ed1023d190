"""The organiser's process tells PostgreSQL who asks: anew for each request, in one statement."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.elections import drafted, organiser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions"),
]


def told() -> tuple[str, ...]:
    """What the database knows of who asks."""
    names = ("person", "election", "operator")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"current_setting('stembus.{name}', true)" for name in names)
        )
        return tuple(value or "" for value in cursor.fetchone())


@pytest.fixture
def page() -> Iterator[tuple[Any, Client, str]]:
    election = drafted()
    person, client = organiser(election)
    yield person, client, f"/nl/elections/{election.pk}/"


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return sum("set_config" in query["sql"] for query in asked)


def test_a_request_tells_once_and_the_same_again_not_at_all(page) -> None:
    person, client, address = page
    assert statements(client, address) == 1
    assert told() == (str(person.pk), address.split("/")[3], "")
    assert statements(client, address) == 0


def test_the_next_request_on_the_connection_begins_anew(page) -> None:
    person, client, address = page
    client.get(address)
    client.get("/nl/")
    assert told() == (str(person.pk), "", "")
    Client().get("/nl/login/")
    assert told() == ("", "", "")


def test_asking_for_a_link_leaves_nobody_behind(page) -> None:
    Client().post("/nl/login/link/", {"email": "org@x.nl"})
    assert told() == ("", "", "")


def test_a_page_of_a_stranger_is_about_its_election_alone(page) -> None:
    _, _, address = page
    key = address.split("/")[3]
    Client().get(f"/nl/on-the-roll/{key}/")
    assert told() == ("", key, "")


def test_a_new_connection_is_told_anew(page) -> None:
    person, client, address = page
    client.get(address)
    connection.close()
    client.get(address)
    assert told()[0] == str(person.pk)
