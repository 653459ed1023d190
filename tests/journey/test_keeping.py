"""What is kept and how long, from the choice to the page that is left; and an emergency entry."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, expect

from tests.journey.organising import (
    SLOW,
    found_organisation,
    log_in,
    open_by_command,
    press,
)
from tests.journey.visiting import DESK, PHONE, Visitor, visit
from tests.service import Service

NAME = "Ondernemingsraad"
ELECTION = {
    "name": NAME,
    "polls": [{"name": "", "questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
VOTERS = [f"kiezer{number}@example.org" for number in (1, 2, 3)]
WHOSE = ("--organisation", "De Linde")
ONE, TWO = "een@beheer.example", "twee@beheer.example"


def look(visitor: Visitor, name: str) -> None:
    """In both languages; pictures are wide and as on a phone."""
    visitor.inspect_in_both_languages()
    visitor.picture_in_dutch(name)
    visitor.page.set_viewport_size(PHONE)
    visitor.picture_in_dutch(f"{name}-phone")
    visitor.page.set_viewport_size(DESK)


def conclude(service: Service, days: int) -> None:
    """As if the record had been made so many days ago."""
    moment = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
    change = f"UPDATE elections_election SET concluded_at = '{moment}' WHERE phase = 'published'"
    if url := service.environment.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            connection.execute(change)
    else:
        with closing(sqlite3.connect(service.home / "stembus.sqlite3", timeout=30)) as connection:
            connection.execute(change)
            connection.commit()


def await_text(visitor: Visitor, address: str, text: str) -> None:
    """Loads the page until it is so: the processes do it meanwhile."""
    page = visitor.page
    deadline = time.monotonic() + SLOW / 1000
    page.goto(address)
    while not page.get_by_text(text).first.is_visible():
        assert time.monotonic() < deadline, text
        page.wait_for_timeout(300)
        page.reload()


def test_what_is_kept_and_what_is_left_of_it(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "draft.json").write_text(json.dumps(ELECTION | {"name": "Concept"}))
    found_organisation(service)
    draft = service.command("create", str(tmp_path / "draft.json"), *WHOSE)
    election = held(service, tmp_path)
    uuid = json.loads(service.command("status", election))["polls"][0]["uuid"]
    board = f"{service.origin}/en/board/{uuid}/"
    with visit(chromium) as organiser:
        page = organiser.page
        log_in_at_once(organiser, service)
        page.goto(f"{service.origin}/en/elections/{draft}/")
        choose_and_hold(organiser)
        await_text(organiser, board, "Kept until")
        organiser.inspect_in_both_languages()
        conclude(service, 184)
        await_text(organiser, board, "The ballots are deleted")
        look(organiser, "board-deleted")
        page.goto(f"{service.origin}/en/elections/{election}/")
        look(organiser, "organiser-deleted-ballots")
        page.get_by_role("link", name="What is kept, and how long").click()
        look(organiser, "organiser-retention-deleted")
        conclude(service, 2000)
        there = f"{service.origin}/en/elections/{election}/"
        await_text(organiser, there, "All terms have passed")
        look(organiser, "organiser-deleted")


def log_in_at_once(visitor: Visitor, service: Service, *address: str) -> None:
    visitor.in_haste = True
    log_in(visitor, service, *address)
    visitor.in_haste = False


def held(service: Service, folder: Path) -> str:
    """Voted, closed and decrypted: the id of an election whose record is being made."""
    election = open_by_command(service, folder, ELECTION, VOTERS, *WHOSE)
    service.command("vote", service.link(VOTERS[0]), "--choice", "1")
    service.command("close", election)
    deadline = time.monotonic() + SLOW / 1000
    while json.loads(service.command("status", election))["phase"] != "decrypting":
        assert time.monotonic() < deadline, service.log()
    for name in ("ria", "tom"):
        service.command("decrypt", str(folder / f"{name}.json"))
    return election


def choose_and_hold(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="What is kept, and how long").click()
    page.get_by_label("Ballots, public board and count").fill("91")
    press(page, "Save")
    organiser.inspect()
    page.get_by_label("Ballots, public board and count").fill("200")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_text("Place a hold", exact=True).click()
    organiser.inspect()
    page.get_by_label("Reason").fill("Een zaak bij de kantonrechter")
    page.locator("#holds").get_by_label("Until").fill("2099-01-01T10:00")
    press(page, "Place the hold")
    expect(page.get_by_text("On hold: nothing is deleted.")).to_be_visible()
    page.get_by_text("Extend this hold").click()
    look(organiser, "organiser-retention")
    press(page, "End the hold")
    expect(page.get_by_text("The hold has ended.")).to_be_visible()
    organiser.inspect_in_both_languages()


def test_an_emergency_entry(service: Service, chromium: Browser, tmp_path: Path) -> None:
    for address in (ONE, TWO):
        service.command("operator", address)
    with visit(chromium) as one, visit(chromium) as two:
        for operator, address in ((one, ONE), (two, TWO)):
            log_in_at_once(operator, service, address)
        page = one.page
        page.get_by_role("link", name="Emergency entry").click()
        one.inspect_in_both_languages()
        press(page, "Ask for it, and tell all organisers")
        one.inspect()
        page.get_by_label("Organisation").select_option(label="De Linde")
        page.get_by_label("Reason").fill("De pagina is stuk en niemand neemt op.")
        press(page, "Ask for it, and tell all organisers")
        expect(page.get_by_text("Now it needs a second operator")).to_be_visible()
        look(one, "emergency-own")
        two.page.goto(page.url)
        look(two, "emergency-decide")
        press(two.page, "I agree: let them in")
        expect(two.page.get_by_text("It works from now on.")).to_be_visible()
        two.inspect_in_both_languages()
        two.page.get_by_role("link", name="All entries").click()
        look(two, "emergencies")
        page.goto(f"{service.origin}/en/")
        page.get_by_role("link", name="Concept").click()
        expect(page.get_by_text("Emergency entry: een@beheer.example")).to_be_visible()
        look(one, "emergency-inside")
