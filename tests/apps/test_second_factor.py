"""A link by mail is not enough: everyone shows a second factor, and again before some acts."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from stembus.apps.organiser.account.second_factor import FRESH_SECONDS, forget
from stembus.command.main import main
from stembus.command.people import link_for
from stembus.domain.audit.models import Entry
from stembus.domain.people.actions import register
from tests.elections import drafted, logged_in, organiser

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT = "/en/account/second-factor/"
EMAIL = "org@x.nl"


def code(secret: str) -> str:
    left = 30 - time.time() % 30
    if left < 5:  # it is to be good still when it is looked at
        time.sleep(left)
    counter = next(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counter)))


def by_link(email: str = EMAIL, **fields: str) -> tuple[Client, str]:
    """A browser after the link, and where it was led."""
    client = Client()
    token = link_for(email).split("#")[1]
    return client, client.post("/en/login/", {"token": token, **fields}).url


def enrol(client: Client) -> str:
    """Returns the app's secret."""
    page = client.get(f"{ACCOUNT}totp/activate/").content.decode()
    found = re.search(r'<code class="tracker">(\w+)', page)
    assert found
    answer = client.post(f"{ACCOUNT}totp/activate/", {"code": code(found[1])})
    assert answer.url == f"{ACCOUNT}recovery-codes/"
    return found[1]


def next_code(secret: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A code works once; so this is the next half minute's."""
    later = time.time() + 30
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    return code(secret)


def acts() -> list[str]:
    return list(Entry.objects.values_list("act", flat=True))


def test_who_has_no_second_factor_gets_no_further_than_to_add_one() -> None:
    client, led = by_link()
    assert led == "/en/"
    assert client.get("/en/").url == ACCOUNT
    assert "Add a second factor" in client.get(ACCOUNT).content.decode()
    enrol(client)
    assert client.get("/en/").status_code == 200
    assert "factor.add" in acts()


def test_the_second_factor_is_asked_after_the_link(monkeypatch) -> None:
    secret = enrol(by_link()[0])
    client, led = by_link(next="/en/account/sessions/")
    assert led == f"{ACCOUNT}authenticate/"
    assert client.get("/en/").url.startswith("/en/login/")
    answer = client.post(led, {"code": next_code(secret, monkeypatch)})
    assert answer.url == "/en/account/sessions/"
    assert client.get(answer.url).status_code == 200
    assert acts()[-2:] == ["factor.use", "login"]


def test_a_code_works_once(monkeypatch) -> None:
    secret = enrol(by_link()[0])
    once = next_code(secret, monkeypatch)
    first, led = by_link()
    second, _ = by_link()
    assert first.post(led, {"code": once}).status_code == 302
    assert "(factor.incorrect)" in second.post(led, {"code": once}).content.decode()
    assert "factor.refused" in acts()


def test_guessing_is_stopped(monkeypatch) -> None:
    secret = enrol(by_link()[0])
    client, led = by_link()
    for _ in range(5):
        assert "(factor.incorrect)" in client.post(led, {"code": "000000"}).content.decode()
    right = {"code": next_code(secret, monkeypatch)}
    assert "(factor.throttled)" in client.post(led, right).content.decode()


def test_a_recovery_code_stands_in_once() -> None:
    client = by_link()[0]
    enrol(client)
    page = client.get(f"{ACCOUNT}recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\w+)</code>", page)
    assert (
        len(codes) == 10
        and "no-store" in client.get(f"{ACCOUNT}recovery-codes/download/").headers["Cache-Control"]
    )
    other, led = by_link()
    assert other.post(led, {"code": codes[0]}).url == "/en/"
    third, _ = by_link()
    assert "(factor.incorrect)" in third.post(led, {"code": codes[0]}).content.decode()


def test_the_first_factor_ends_sessions_that_had_none() -> None:
    old = by_link()[0]
    enrol(by_link()[0])
    assert old.get(ACCOUNT).url.startswith("/en/login/")


def test_the_last_factor_stays() -> None:
    client = by_link()[0]
    enrol(client)
    answer = client.post(f"{ACCOUNT}totp/deactivate/")
    assert "(factor.last)" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_secrets_are_kept_sealed() -> None:
    secret = enrol(by_link()[0])
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_what_can_do_harm_asks_again() -> None:
    election = drafted()
    person, client = organiser(election)
    address = f"/en/elections/{election.pk}/people/"
    assert client.get(address).status_code == 200
    stale = logged_in(person, ago=FRESH_SECONDS + 1)
    assert stale.get(f"/en/elections/{election.pk}/").status_code == 200
    assert (
        stale.get(address).url
        == f"{ACCOUNT}reauthenticate/?next=%2Fen%2Felections%2F{election.pk}%2Fpeople%2F"
    )
    answer = stale.post(address, {"email": "els@x.nl", "role": "auditor"})
    assert answer.url.endswith(f"?next=%2Fen%2Felections%2F{election.pk}%2F")
    assert election.appointments.count() == 1


def test_one_sees_and_ends_ones_other_sessions(monkeypatch) -> None:
    here = by_link()[0]
    secret = enrol(here)
    there, led = by_link()
    there.post(led, {"code": next_code(secret, monkeypatch)})
    page = here.get("/en/account/sessions/").content.decode()
    (found,) = re.findall(r"/en/account/sessions/(\d+)/end/", page)
    stranger = organiser(email="stranger@x.nl")[1]
    assert stranger.post(f"/en/account/sessions/{found}/end/").status_code == 404
    assert there.get("/en/").status_code == 200
    here.post(f"/en/account/sessions/{found}/end/")
    assert there.get("/en/").status_code == 302 and here.get("/en/").status_code == 200


def test_who_lost_everything_starts_anew() -> None:
    client = by_link()[0]
    enrol(client)
    forget(register(EMAIL))
    assert client.get(ACCOUNT).url.startswith("/en/login/")
    assert not UserSession.objects.exists()
    again = by_link()[0]
    assert again.get("/en/").url == ACCOUNT
    enrol(again)


def test_the_command_forgets_the_factors_of_a_person(capsys) -> None:
    enrol(by_link()[0])
    assert main(["forget-factors", EMAIL]) == 0
    assert not Authenticator.objects.exists() and "factor.forget" in acts()
    assert main(["forget-factors", "unknown@x.nl"]) != 0
    assert "person.unknown" in capsys.readouterr().err


def test_a_stranger_who_guesses_links_does_not_fill_the_trail() -> None:
    cache.clear()  # of what this address did in other tests
    for _ in range(70):
        assert Client().post("/en/login/", {"token": "x"}).status_code == 403
    assert acts().count("login.refused") == 60
