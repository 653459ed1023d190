"""Log-in at an organisation's own OpenID provider, a real one; then the second factor."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import separated
from tests.journey import organising
from tests.journey.organising import press
from tests.journey.visiting import visit
from tests.service import Service, free_port

PROVIDER = Path(__file__).parents[1] / "openid"
SECRET = secrets.token_urlsafe()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service, port = separated.service(tmp_path_factory.mktemp("service")), free_port()
    given = {
        "id": "school",
        "name": "De School",
        "server_url": f"http://localhost:{port}",
        "client_id": "stembus",
        "secret": SECRET,
        "domains": ["school.example"],
    }
    (service.home / "secrets").mkdir(mode=0o700)
    (service.home / "secrets" / "openid.json").write_text(json.dumps([given]))
    back = f"{service.origin}/account/openid/school/login/callback/"
    node = [shutil.which("node") or "node", PROVIDER / "provider.js", str(port), back, SECRET]
    with subprocess.Popen(node, cwd=PROVIDER, stdout=subprocess.PIPE) as provider:
        try:
            assert provider.stdout and b"listening" in provider.stdout.readline()
            with service:
                yield service
        finally:
            provider.kill()


def at_the_provider(page: Page, name: str) -> None:
    page.get_by_role("link", name="Log in with De School").click()
    page.get_by_label("Name").fill(name)
    press(page, "Log in")


def test_people_log_in_where_they_work_and_show_a_second_factor(
    service: Service, chromium: Browser
) -> None:
    service.command("login-link", "els@school.example")
    with visit(chromium) as person:
        page = person.page
        page.goto(f"{service.origin}/en/login/")
        person.inspect_in_both_languages()
        person.picture("log-in-openid", whole=True)
        at_the_provider(page, "els")
        page.wait_for_url("**/account/second-factor/")
        organising.add_passkey(person)
        press(page, "Log out")
        page.get_by_role("link", name="Log in with De School").click()
        page.wait_for_url("**/en/account/second-factor/authenticate/")


@pytest.mark.parametrize("name", ["nobody", "new", "ria@elsewhere.example"])
def test_a_provider_vouches_for_nobody_else(service: Service, chromium: Browser, name: str) -> None:
    """Who has no account, whose address is not verified, and who has one of another domain."""
    service.command("login-link", "new@school.example")
    service.command("login-link", "ria@elsewhere.example")
    with visit(chromium) as person:
        page = person.page
        page.goto(f"{service.origin}/en/login/")
        at_the_provider(page, name)
        expect(page.get_by_text("(openid.unknown)")).to_be_visible()
        page.goto(f"{service.origin}/en/")
        assert "/login/" in page.url


def test_who_turns_back_at_the_provider_is_told(service: Service, chromium: Browser) -> None:
    with visit(chromium) as person:
        page = person.page
        page.goto(f"{service.origin}/en/login/")
        page.get_by_role("link", name="Log in with De School").click()
        press(page, "Cancel")
        expect(page.get_by_text("(openid.failed)")).to_be_visible()


def test_a_domain_that_is_taken_away_lets_nobody_in_any_more(
    service: Service, chromium: Browser
) -> None:
    """Also not who was bound to the provider before."""
    service.command("login-link", "gone@school.example")
    with visit(chromium) as person:
        page = person.page
        page.goto(f"{service.origin}/en/login/")
        at_the_provider(page, "gone")
        page.wait_for_url("**/account/second-factor/")
        service.stop()
        file = service.home / "secrets" / "openid.json"
        (given,) = json.loads(file.read_text())
        file.write_text(json.dumps([{**given, "domains": ["other.example"]}]))
        service.start()
        page.context.clear_cookies(name="sessionid")
        page.goto(f"{service.origin}/en/login/")
        page.get_by_role("link", name="Log in with De School").click()
        expect(page.get_by_text("(openid.unknown)")).to_be_visible()
