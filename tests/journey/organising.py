"""The organiser's part: from the log-in link to the opening, and the closing."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journey import papers
from tests.journey.papers import Paper, Question
from tests.journey.rolls import WRONG, write_csv, write_workbook
from tests.journey.visiting import Visitor
from tests.service import Service

ADDRESS, SECOND = "organisator@example.org", "commissie@example.org"
SLOW = 30_000
# What a laptop with a fingerprint reader has; here it confirms by itself.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def back_to_the_checklist(page: Page) -> None:
    page.get_by_role("link", name="Back to the checklist").click()


def log_in(organiser: Visitor, service: Service, address: str = ADDRESS) -> None:
    """The link works once; the page is then taken in English, in which this story is told."""
    page, link = organiser.page, service.command("login-link", address)
    page.goto(f"{service.origin}/nl/login/")
    organiser.inspect_in_both_languages()
    page.goto(link)
    page.wait_for_url("**/nl/account/second-factor/")
    page.get_by_role("link", name="EN", exact=True).click()
    page.wait_for_url("**/en/account/second-factor/")
    add_passkey(organiser)
    organiser.inspect_in_both_languages()


def found_organisation(service: Service) -> None:
    service.command("organisation", "De Linde", "--organiser", ADDRESS)


def add_passkey(visitor: Visitor) -> None:
    """On the page of an account without a second factor; ends at the list of elections."""
    page = visitor.page
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    visitor.inspect_in_both_languages()
    visitor.picture("account", whole=True)
    page.get_by_role("link", name="Add a passkey").click()
    visitor.inspect_in_both_languages()
    page.get_by_label("Name of the device").fill("Laptop")
    press(page, "Add")
    page.wait_for_url("**/en/account/second-factor/recovery-codes/")
    visitor.inspect_in_both_languages()
    visitor.picture("recovery-codes", whole=True)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/en/")


def open_by_command(
    service: Service, folder: Path, election: dict[str, object], voters: list[str], *whose: str
) -> str:
    """Its id; for a story that begins when the voting is open."""
    (folder / "election.json").write_text(json.dumps(election))
    (folder / "roll.csv").write_text("\n".join(["email", *voters]))
    file = str(folder / "election.json")
    made = service.command("create", file, "--organiser", ADDRESS, *whose)
    service.command("roll", made, str(folder / "roll.csv"))
    for name in ("ria", "tom"):
        about = ("--name", name, "--email", f"{name}@example.org")
        service.command("trustee", made, *about, "--key-file", str(folder / f"{name}.json"))
    service.command("open", made)
    return made


def make_election(organiser: Visitor) -> str:
    """Returns the address of its checklist."""
    page = organiser.page
    page.get_by_role("link", name="New election").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Name of the election").fill(papers.NAME)
    page.get_by_label("Explanation for voters").fill("Kies wie u vertegenwoordigt.")
    press(page, "Save")
    page.wait_for_url(re.compile(r"/en/elections/[0-9a-f-]{36}/$"))
    organiser.inspect_in_both_languages()
    return page.url


def write_papers(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="Ballot paper", exact=True).click()
    page.get_by_role("link", name="Rename or remove").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Name of the ballot paper").fill(papers.OFFICE.name)
    press(page, "Save")
    page.get_by_text("Add a ballot paper").click()
    page.get_by_label("Name of the ballot paper").fill(papers.WORKSHOP.name)
    press(page, "Add")
    for paper in papers.PAPERS:
        for question in paper.questions:
            write_question(organiser, paper, question)
    organiser.inspect_in_both_languages()
    back_to_the_checklist(page)


def write_question(organiser: Visitor, paper: Paper, question: Question) -> None:
    page = organiser.page
    card = page.locator("section", has=page.get_by_role("heading", name=paper.name))
    card.get_by_role("link", name="Add a question").click()
    organiser.inspect()
    page.get_by_label("Question").fill(question.title)
    page.get_by_label("Candidates or answers").fill("\n".join(question.answers))
    page.get_by_label("At least").fill(str(question.min))
    page.get_by_label("At most").fill(str(question.max))
    page.get_by_label("A blank vote is allowed").set_checked(question.blank)
    press(page, "Save")


def load_roll(organiser: Visitor, folder: Path) -> None:
    """What becomes of each row is shown first: of a CSV with mistakes, then of a workbook."""
    page = organiser.page
    page.get_by_role("link", name="Roll", exact=True).click()
    organiser.inspect_in_both_languages()
    stage(organiser, write_csv(folder / "rol.csv"))
    expect(page.locator("tr.is-bad")).to_have_count(len(WRONG))
    expect(page.locator("tr.is-bad")).to_contain_text(
        ["row.duplicate", "row.formula", "row.address", "row.poll"]
    )
    expect(page.locator("tr.is-good")).to_have_count(len(papers.VOTERS))
    organiser.inspect_in_both_languages()
    press(page, "Store 20 rows")
    stage(organiser, write_workbook(folder / "rol.xlsx"))
    press(page, "Store 1 row")
    expect(page.get_by_role("heading", name="20 voters")).to_be_visible()
    expect(page.get_by_role("cell", name="Kiezer Een")).to_be_visible()
    organiser.inspect_in_both_languages()
    back_to_the_checklist(page)


def stage(organiser: Visitor, file: Path) -> None:
    organiser.page.get_by_label("File with the roll").set_input_files(file)
    press(organiser.page, "Check the file")
    organiser.page.wait_for_url("**/roll/check/")


def invite_trustees(organiser: Visitor, trustees: dict[str, str]) -> None:
    page = organiser.page
    page.get_by_role("link", name="Trustees", exact=True).click()
    for name, address in trustees.items():
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(address)
        press(page, "Invite")
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    organiser.inspect_in_both_languages()
    back_to_the_checklist(page)


def appoint_second(organiser: Visitor) -> None:
    """From the checklist and back: someone who decides on what the organiser proposes."""
    page = organiser.page
    page.get_by_role("link", name="People and roles").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("E-mail address").fill(SECOND)
    page.get_by_label("Role").select_option(label="Committee member")
    press(page, "Give the role")
    expect(page.get_by_role("cell", name=SECOND, exact=True)).to_be_visible()
    page.get_by_role("link", name="Back to the election").click()


def agree(second: Visitor, proposal: str, picture: str) -> None:
    """The second person sees what changes, and agrees."""
    page = second.page
    page.goto(proposal)
    second.inspect_in_both_languages()
    second.picture(picture, whole=True)
    press(page, "I agree: do it")
    expect(page.get_by_text("Accepted, and done.")).to_be_visible()
    second.inspect()


def open_election(organiser: Visitor, second: Visitor) -> None:
    page = organiser.page
    page.reload()
    organiser.picture_in_dutch("organiser-checklist")
    page.get_by_role("link", name="Opening", exact=True).click()
    organiser.inspect_in_both_languages()
    page.get_by_label("I have read the ballot papers").check()
    press(page, "Propose the opening")
    expect(page.get_by_text("You can't decide on your own proposal")).to_be_visible()
    organiser.inspect_in_both_languages()
    agree(second, page.url, "proposal-opening")
    page.get_by_role("link", name="Back to the election").click()
    expect(page.get_by_role("heading", name="The voting is open")).to_be_visible(timeout=SLOW)
    organiser.inspect_in_both_languages()


def correct_voter(organiser: Visitor, address: str) -> None:
    """The voting is open: so this is proposed, and only another organiser may decide on it."""
    page = organiser.page
    page.get_by_role("link", name="Roll", exact=True).click()
    page.get_by_label("Find a voter").fill(address)
    press(page, "Search")
    page.get_by_role("link", name=f"Change {address}").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Name", exact=True).fill("Anna van den Berg-de Wit")
    page.get_by_label("Reason").fill("Married.")
    organiser.picture("voter-change", whole=True)
    press(page, "Propose the change")
    expect(page.get_by_text("You can't decide on your own proposal")).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture("proposal-roll", whole=True)
    press(page, "Withdraw it")
    page.get_by_role("link", name="Back to the election").click()
    page.get_by_role("link", name="Four eyes").click()
    organiser.inspect_in_both_languages()
    organiser.picture("proposals", whole=True)
    page.get_by_role("link", name="Back to the election").click()


def close_election(organiser: Visitor, second: Visitor) -> None:
    page = organiser.page
    page.reload()
    organiser.picture_in_dutch("organiser-open")
    page.get_by_text("Close the voting now", exact=True).click()
    page.get_by_label("Reason").fill("Everyone has voted.")
    press(page, "Propose to close it now")
    page.get_by_role("link", name="Look at it").click()
    agree(second, page.url, "proposal-closing")
    page.get_by_role("link", name="Back to the election").click()
    expect(page.get_by_role("heading", name="The trustees decrypt")).to_be_visible(timeout=SLOW)
    organiser.inspect_in_both_languages()


def await_result(organiser: Visitor) -> None:
    heading = organiser.page.get_by_role("heading", name="The result is published")
    expect(heading).to_be_visible(timeout=SLOW)
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-published")
