"""“Am I on the roll?” The page tells nothing; the mail tells the one whom it is about."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from stembus.domain.elections.models import Election
from stembus.domain.outbox.models import Message
from tests.elections import drafted, opened, organiser
from tests.sealed import messages

pytestmark = pytest.mark.django_db
ROLL = "email;name;weight;reference\nann@x.nl;Ann Ansen;1;17\nben@x.nl;Ben;3;18\n"


@pytest.fixture
def election() -> Election:
    cache.clear()
    return drafted(roll=ROLL)


def ask(election: Election, email: str, language: str = "en", origin: str = "192.0.2.1") -> str:
    """What the page says, without its token."""
    client = Client(REMOTE_ADDR=origin)
    address = f"/{language}/on-the-roll/{election.pk}/"
    page = client.post(address, {"email": email}, follow=True).content.decode()
    return page[page.index("<main") : page.index("<form")]


def sent(to: str) -> list[Message]:
    return messages(to)


def test_who_is_on_the_roll_is_told_what_it_says_and_nothing_of_others(election: Election) -> None:
    assert "on its way" in ask(election, "ANN@x.nl")
    (message,) = sent("ann@x.nl")
    assert "Ann Ansen" in message.body and "Yes" in message.body and "may still" in message.body
    assert "Ben" not in message.body and "17" not in message.body
    ask(election, "ben@x.nl", "nl")
    (message,) = sent("ben@x.nl")
    assert "Gewicht: 3" in message.body


def test_who_is_not_on_it_is_told_so(election: Election) -> None:
    drafted(roll="email\neve@x.nl\n", name="Other")
    ask(election, "eve@x.nl")
    (message,) = sent("eve@x.nl")
    assert message.body.startswith("No:")


def test_the_page_says_the_same_whoever_asks_and_however_often(election: Election) -> None:
    addresses = ("ann@x.nl", "eve@x.nl", "ann@x.nl", "eve@x.nl")
    assert len({ask(election, address) for address in addresses}) == 1
    assert len(sent("ann@x.nl")) == len(sent("eve@x.nl")) == 1


def test_one_origin_gets_no_more_than_an_office_needs(election: Election) -> None:
    for number in range(65):
        ask(election, f"v{number}@x.nl")
    assert Message.objects.count() == 60
    ask(election, "ann@x.nl", origin="192.0.2.2")
    assert sent("ann@x.nl")


def test_behind_a_proxy_each_origin_has_its_own_limit(election: Election, settings: Any) -> None:
    page = f"/en/on-the-roll/{election.pk}/"

    def asks(origin: str, *numbers: int) -> int:
        for number in numbers:
            found = {"X-Forwarded-For": f"10.9.{number}.1, {origin}"}  # the first anyone can claim
            Client(headers=found).post(page, {"email": f"{number}@{origin}.nl"})
        return Message.objects.count()

    assert asks("192.0.2.1", *range(61)) == 60
    assert asks("192.0.2.2", 1) == 60
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert asks("192.0.2.3", *range(61)) == 120
    assert asks("192.0.2.4", 1) == 121


def test_what_is_no_address_is_said_and_nothing_sent(election: Election) -> None:
    client = Client()
    for wrong in ("", "nobody", "a@x.nl\nBcc: b@x.nl", "a" * 250 + "@x.nl"):
        page = client.post(f"/en/on-the-roll/{election.pk}/", {"email": wrong})
        assert page.status_code == 200
    assert not Message.objects.exists()


def test_it_is_offered_from_the_roll_until_the_closing(election: Election) -> None:
    client = Client()
    empty = drafted(roll="", name="Empty")
    for unknown in (empty.pk, uuid.uuid4()):
        assert client.get(f"/en/on-the-roll/{unknown}/").status_code == 404
    held = opened()
    address = f"/en/on-the-roll/{held.election.pk}/"
    _, owner = organiser(held.election)
    roll = f"/en/elections/{held.election.pk}/roll/"
    assert client.get(address).status_code == 200
    assert address in owner.get(roll).content.decode()
    held.close()
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert address not in owner.get(roll).content.decode()
