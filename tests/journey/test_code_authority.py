"""Codes that the server never sees: a notary makes them with the command, a voter types one."""

import csv
import json
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journey.organising import ADDRESS, log_in, press
from tests.journey.visiting import PHONE, Visitor, visit
from tests.journey.voting import await_receipt, option, step
from tests.service import COMMANDS, Service

ELECTION = {
    "name": "Universiteitsraad 2027",
    "polls": [{"questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
NOTARY = "notaris@example.org"


def drafted(service: Service, folder: Path) -> str:
    """A draft with a roll and trustees. Returns its id."""
    (folder / "election.json").write_text(json.dumps(ELECTION))
    election = service.command("create", str(folder / "election.json"), "--organiser", ADDRESS)
    load_roll(service, folder, election, "ann@example.org", "ben@example.org")
    for name in ("ria", "tom"):
        service.command(
            *("trustee", election, "--name", name, "--email", f"{name}@example.org"),
            *("--key-file", str(folder / f"{name}.json")),
        )
    return election


def load_roll(service: Service, folder: Path, election: str, *addresses: str) -> None:
    (folder / "roll.csv").write_text("\n".join(["email", *addresses]))
    service.command("roll", election, str(folder / "roll.csv"))


def look(visitor: Visitor, name: str) -> None:
    """At a desk and as wide as a phone."""
    visitor.inspect()
    visitor.picture(name, whole=True)
    size = visitor.page.viewport_size
    visitor.page.set_viewport_size(PHONE)
    visitor.inspect()
    visitor.picture(f"{name}-phone", whole=True)
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.page.set_viewport_size(size)


def make_codes(page: Page, folder: Path) -> Path:
    """Save the task, run the command. Returns the folder with what it made."""
    folder.mkdir()
    with page.expect_download() as download:
        page.locator("[data-part=fetch-task]").click()
    assert download.value.suggested_filename == "codes-task.json"
    download.value.save_as(folder / "codes-task.json")
    command = [COMMANDS / "stembus", "codes", "codes-task.json", "codes"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return folder / "codes"


def hand_in(page: Page, file: Path) -> None:
    page.locator("#delivery-file").set_input_files(file)
    page.locator("[data-part=deliver]").click()


def test_codes_that_the_server_never_sees(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    election = drafted(service, tmp_path)
    with visit(chromium) as organiser, visit(chromium) as notary:
        log_in(organiser, service)
        invite(organiser, service, election)
        page = notary.page
        page.goto(service.link(NOTARY))
        expect(step(page, "codes")).to_be_visible()
        look(notary, "authority-codes")
        earlier = make_codes(page, tmp_path / "early")
        hand_in(page, earlier / "codes.csv")
        expect(page.locator("[data-part=delivery-error]")).to_contain_text("geheime codes")
        load_roll(service, tmp_path, election, "cas@example.org")
        notary.forgiven = ("409",)
        hand_in(page, earlier / "public_creds.json")
        expect(page.locator("[data-part=delivery-error]")).to_contain_text("public_creds.stale")
        look(notary, "authority-stale")
        made = make_codes(page, tmp_path / "new")
        hand_in(page, made / "public_creds.json")
        expect(step(page, "handed_in")).to_be_visible()
        look(notary, "authority-handed-in")
        organiser.page.reload()
        expect(organiser.page.get_by_text("Handed in", exact=True)).to_be_visible()
        look(organiser, "organiser-authority-handed-in")
        organiser.page.get_by_role("link", name="Back to the checklist").click()
        expect(organiser.page.get_by_text("has handed in the credentials")).to_be_visible()
        look(organiser, "organiser-authority-checklist")
    service.command("open", election)
    vote(service, chromium, made / "codes.csv")


def invite(organiser: Visitor, service: Service, election: str) -> None:
    page = organiser.page
    page.goto(f"{service.origin}/en/elections/{election}/code-authority/")
    look(organiser, "organiser-authority-none")
    page.get_by_label("Name").fill("Nora Notaris")
    page.get_by_label("E-mail address").fill(NOTARY)
    press(page, "Invite")
    expect(page.get_by_role("heading", name="Nora Notaris")).to_be_visible()
    look(organiser, "organiser-authority-invited")


def vote(service: Service, chromium: Browser, codes: Path) -> None:
    """The message brings the page, the notary the code."""
    with codes.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["address"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"ann@example.org", "ben@example.org", "cas@example.org"}
    row = rows["cas@example.org"]
    with visit(chromium, PHONE) as voter:
        page = voter.page
        page.goto(row["link"].split("#")[0])
        page.locator("#code").fill(row["code"].replace("-", " "))
        page.locator("#code").press("Enter")
        expect(step(page, "choose")).to_be_visible()
        option(page, 0, "Ada").click()
        page.locator("[data-part=paper] [type=submit]").click()
        page.locator("[data-part=cast]").click()
        assert await_receipt(page)
    assert row["code"] not in service.log()
