"""An account: passkey, app, recovery codes, and the sessions."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from playwright.sync_api import Browser, expect

from tests.journey import organising
from tests.journey.organising import press
from tests.journey.visiting import PHONE, visit
from tests.service import Service

ACCOUNT = "/en/account/second-factor/"


def test_an_account_with_a_passkey_and_an_app(service: Service, chromium: Browser) -> None:
    with visit(chromium, PHONE) as person:
        page = person.page
        organising.log_in(person, service)
        press(page, "Log out")
        page.goto(service.command("login-link", organising.ADDRESS).replace("/nl/", "/en/"))
        page.wait_for_url(f"**{ACCOUNT}authenticate/")
        person.inspect_in_both_languages()
        person.picture("second-factor", whole=True)
        press(page, "Use a passkey")
        page.wait_for_url("**/en/")

        page.goto(f"{service.origin}{ACCOUNT}reauthenticate/?next={ACCOUNT}")
        person.inspect_in_both_languages()
        page.get_by_role("link", name="Use a passkey").click()
        person.inspect_in_both_languages()
        press(page, "Use a passkey")
        page.wait_for_url(f"**{ACCOUNT}")
        add_app(person)
        for name in ("Show the codes", "Make new ones", "Rename or remove"):
            page.get_by_role("link", name=name).click()
            person.inspect_in_both_languages()
            page.goto(f"{service.origin}{ACCOUNT}")
        person.picture("account-phone", whole=True)
        page.get_by_role("link", name="Where you are logged in").click()
        expect(page.get_by_text("here", exact=True)).to_be_visible()
        person.inspect_in_both_languages()
        person.picture("sessions", whole=True)


def add_app(person: organising.Visitor) -> None:
    page = person.page
    page.get_by_role("link", name="Use an app").click()
    person.inspect()
    person.picture("app", whole=True)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code from your app").fill("000000")
    press(page, "Use this app")
    expect(page.get_by_text("(factor.incorrect)")).to_be_visible()
    person.inspect()
    secret = page.locator("code").inner_text()
    code = format_hotp_value(hotp_value(secret, next(counters())))
    page.get_by_label("Code from your app").fill(code)
    press(page, "Use this app")
    page.wait_for_url(re.compile(rf"{ACCOUNT}$"))
