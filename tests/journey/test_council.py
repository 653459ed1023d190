"""A works council of two constituencies, from the rules to the record that anyone makes again."""

import json
import re
from pathlib import Path

import pypdf
from playwright.sync_api import Browser, Page, expect

from tests.journey import organising
from tests.journey.organising import SLOW, back_to_the_checklist, press
from tests.journey.visiting import PHONE, Visitor, visit
from tests.service import Service

LISTS = """# Samen Sterk
Fatima El Amrani
Joris van den Berg
# FNV
Anneke de Boer
Mehmet Yıldız
# CNV
Dewi Hartono
"""
PERSONS = "Pieter Jansen\nSanne Kuipers\nEls Zijlstra"
# Weights stand for voters: Samen Sterk 30 votes, FNV 10, CNV 10, for 3 seats. The quota is 50/3:
# Samen Sterk has two seats; FNV and CNV are equal for the last one.
NORTH = {"ann": (10, 1), "ben": (20, 2), "cas": (10, 3), "dan": (10, 5)}
SOUTH = {"eva": (3, 3), "fen": (2, 1), "gus": (1, 2)}
TRUSTEES = ("ria", "tom")
FILES = ("rules.json", "proceedings.json", "record.json", "record-nl.pdf", "record-en.pdf")


def address(name: str) -> str:
    return f"{name}@example.org"


def test_a_works_council_by_lists_and_by_persons_with_a_lot(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path
    organising.found_organisation(service)
    with visit(chromium) as organiser, visit(chromium, PHONE) as second:
        organising.log_in(organiser, service)
        checklist = organising.make_election(organiser)
        organising.appoint_second(organiser)
        organising.log_in(second, service, organising.SECOND)
        write_papers(organiser)
        load_roll(organiser, folder)
        election = checklist.rstrip("/").rsplit("/", 1)[1]
        make_trustees(service, election, folder)
        organising.open_election(organiser, second)
        old = lose_the_code(organiser, service)
        the_old_code_is_refused(chromium, old)
        vote(service)
        watch(organiser)
        organising.close_election(organiser, second)
        decrypt(service, folder)
        organising.await_result(organiser)
        board = see_the_tie(organiser, service)
        draw(organiser)
        see_the_record(organiser)
        board_shows(chromium, board)
        files = download(organiser, board, folder)
        someone_leaves(organiser)
        recount(organiser)
    recompute(service, files)
    read(files)


def write_papers(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="Ballot paper", exact=True).click()
    page.get_by_role("link", name="Rename or remove").click()
    page.get_by_label("Name of the ballot paper").fill("Noord")
    press(page, "Save")
    page.get_by_text("Add a ballot paper").click()
    page.get_by_label("Name of the ballot paper").fill("Zuid")
    press(page, "Add")
    write_question(organiser, "Noord", LISTS, "Works council: lists", 3)
    write_question(organiser, "Zuid", PERSONS, "Works council: persons", 2)
    organiser.inspect_in_both_languages()
    try_the_rules(organiser)
    back_to_the_checklist(page)


def write_question(organiser: Visitor, paper: str, candidates: str, rules: str, seats: int) -> None:
    page = organiser.page
    card = page.locator("section", has=page.get_by_role("heading", name=paper))
    card.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question").fill(f"Wie vertegenwoordigt {paper}?")
    page.get_by_label("Candidates or answers").fill(candidates)
    page.get_by_label("What follows from the votes").select_option(rules)
    page.get_by_label("Seats", exact=True).fill(str(seats))
    page.get_by_text("Adapt the rules").click()
    organiser.inspect()
    organiser.picture(f"organiser-question-{paper.lower()}", whole=True)
    press(page, "Save")


def try_the_rules(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="Try the rules").first.click()
    for example in ("All equal: a lot is needed", "A short list wins nearly all: exhausted"):
        page.get_by_role("link", name=example).click()
        organiser.inspect_in_both_languages()
    expect(page.get_by_text("gives up")).to_be_visible()
    organiser.picture_in_dutch("organiser-simulation")
    page.get_by_role("link", name="Back to the ballot paper").click()


def load_roll(organiser: Visitor, folder: Path) -> None:
    lines = ["email;weight;ballot paper"]
    for paper, votes in (("Noord", NORTH), ("Zuid", SOUTH)):
        lines += [f"{address(name)};{weight};{paper}" for name, (weight, _) in votes.items()]
    (folder / "roll.csv").write_text("\n".join(lines))
    organiser.page.get_by_role("link", name="Roll", exact=True).click()
    organising.stage(organiser, folder / "roll.csv")
    press(organiser.page, "Store 7 rows")
    back_to_the_checklist(organiser.page)


def make_trustees(service: Service, election: str, folder: Path) -> None:
    for name in TRUSTEES:
        key = str(folder / f"{name}.json")
        about = ("--name", name, "--email", address(name), "--key-file", key)
        service.command("trustee", election, *about)


def lose_the_code(organiser: Visitor, service: Service) -> str:
    """Ann gets a new code; returns the link with the old one."""
    page, old = organiser.page, service.link(address("ann"))
    page.reload()
    page.get_by_role("link", name="Lost voting codes").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("E-mail address, name or reference").fill(address("ann"))
    press(page, "Find the voter")
    page.get_by_label("Reason, for the log").fill("Bericht gewist")
    organiser.inspect()
    organiser.picture("organiser-codes", whole=True)
    press(page, "Block the old code and send a new one")
    expect(page.get_by_role("cell", name="New code sent")).to_be_visible(timeout=SLOW)
    organiser.inspect_in_both_languages()
    page.get_by_role("link", name="Back to the election").click()
    for _ in range(50):
        if service.link(address("ann")) != old:
            return old
        page.wait_for_timeout(200)
    raise AssertionError("no message with a new code")


def the_old_code_is_refused(chromium: Browser, link: str) -> None:
    with visit(chromium, PHONE) as voter:
        voter.forgiven = ("410",)
        voter.page.goto(link)
        expect(voter.page.get_by_text("Deze code is vervangen door een nieuwe.")).to_be_visible()
        voter.inspect()
        voter.picture("booth-code-replaced")


def vote(service: Service) -> None:
    for name, (_, number) in (NORTH | SOUTH).items():
        service.command("vote", service.link(address(name)), "--choice", str(number))


def watch(organiser: Visitor) -> None:
    """What happened is noted while the turnout above it goes on by itself."""
    page = organiser.page
    page.get_by_role("link", name="While it runs").click()
    organiser.inspect_in_both_languages()
    page.get_by_text("Note what happened").click()
    page.get_by_label("What happened").fill("Om tien uur viel de stroom uit.")
    page.wait_for_timeout(4000)
    expect(page.get_by_label("What happened")).to_have_value("Om tien uur viel de stroom uit.")
    press(page, "Note it")
    expect(page.get_by_text("Om tien uur viel de stroom uit.").first).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-running")
    page.get_by_role("link", name="Back to the election").click()


def decrypt(service: Service, folder: Path) -> None:
    for name in TRUSTEES:
        service.command("decrypt", str(folder / f"{name}.json"))


def see_the_tie(organiser: Visitor, service: Service) -> str:
    """Returns the address of the board of Noord."""
    page = organiser.page
    link = page.get_by_role("link", name="Result and public board").first
    board = f"{service.origin}{link.get_attribute('href')}"
    page.reload()
    page.get_by_role("link", name="Record the lots").click()
    expect(page.get_by_text("There are ties.")).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-tie")
    return board


def draw(organiser: Visitor) -> None:
    """Without saying who was drawn first: nothing that was typed is lost."""
    page = organiser.page
    page.get_by_role("link", name="Record the lot").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Drawn by").fill("Ria Bakker en Tom Visser")
    page.get_by_label("Drawn at").fill(_now(page))
    page.get_by_label("How").fill("Gevouwen briefjes uit een schaal, in de kantine.")
    page.get_by_label("I have compared this").check()
    press(page, "Save")
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("CNV").check()
    organiser.inspect()
    organiser.picture("organiser-lot", whole=True)
    press(page, "Save")


def _now(page: Page) -> str:
    """In the service's time zone, as its clock has it."""
    options = '{timeZone: "Europe/Amsterdam", dateStyle: "short", timeStyle: "short"}'
    text = page.evaluate(f'new Date().toLocaleString("sv-SE", {options})')
    return str(text).replace(" ", "T")


def see_the_record(organiser: Visitor) -> None:
    page = organiser.page
    for _ in range(30):
        if page.get_by_role("heading", name="The official record is made").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_role("heading", name="The official record is made")).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-record")


def board_shows(chromium: Browser, board: str) -> None:
    with visit(chromium) as reader:
        reader.page.goto(board)
        reader.page.get_by_text("Who is elected, step by step").click()
        expect(reader.page.get_by_role("cell", name="Dewi Hartono").first).to_be_visible()
        reader.inspect_in_both_languages()
        reader.page.get_by_text("Who is elected, step by step").click()
        reader.picture("board-seats", whole=True)


def download(organiser: Visitor, board: str, folder: Path) -> Path:
    """Everything of the board: what an objector has."""
    request, target = organiser.page.request, folder / "downloaded"
    target.mkdir()
    uuids = [re.search(r"/board/([^/]+)/", board)[1]]  # type: ignore[index]
    origin = board.split("/en/")[0].split("/nl/")[0]
    for name in FILES:
        (target / name).write_bytes(_get(request, f"{origin}/elections/{uuids[0]}/{name}"))
    rules = json.loads((target / "rules.json").read_bytes())
    for uuid in (poll["uuid"] for poll in rules["polls"]):
        content = _get(request, f"{origin}/elections/{uuid}/{uuid}.bel")
        (target / f"{uuid}.bel").write_bytes(content)
    return target


def _get(request, address: str) -> bytes:
    answer = request.get(address)
    assert answer.ok, address
    return bytes(answer.body())


def someone_leaves(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="Members and vacancies").click()
    organiser.inspect_in_both_languages()
    card = page.locator(
        "section", has=page.get_by_role("heading", name="Wie vertegenwoordigt Zuid?")
    )
    card.get_by_label("Who leaves").select_option(label="3. Els Zijlstra")
    card.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("3. Els Zijlstra left; 2. Sanne Kuipers follows.")).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-members")
    page.get_by_role("link", name="Back to the result").click()


def recount(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="Objections and recount").click()
    organiser.inspect_in_both_languages()
    page.get_by_text("Log an objection").click()
    page.get_by_label("Reference").fill("OR-2027-01")
    page.get_by_label("What is objected to").fill("De loting is niet goed gegaan.")
    press(page, "Log")
    press(page, "Count again")
    expect(page.get_by_text("the same result")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Decide").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Decision, with its reasons").fill("Ongegrond: zie de hertelling.")
    press(page, "Save")
    expect(page.get_by_text("Ongegrond: zie de hertelling.")).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-objections")


def recompute(service: Service, files: Path) -> None:
    """From archives, rules and proceedings alone: the same record, and the same PDF."""
    archives = [str(path) for path in sorted(files.glob("*.bel"))]
    given = ("record", str(files / "rules.json"), str(files / "proceedings.json"), *archives)
    made = files / "made.pdf"
    assert service.command(*given).encode() + b"\n" == (files / "record.json").read_bytes()
    service.command(*given, "--pdf", str(made), "--language", "nl")
    assert made.read_bytes() == (files / "record-nl.pdf").read_bytes()


def read(files: Path) -> None:
    """The PDF says who is elected, how the lot fell, and how to check it."""
    pages = pypdf.PdfReader(files / "record-nl.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Proces-verbaal",
        "Gevouwen briefjes uit een schaal, in de kantine.",
        "Ria Bakker en Tom Visser",
        "Dewi Hartono",
        "Els Zijlstra",
        "Vervangen stemcodes 1",
        "Om tien uur viel de stroom uit.",
        "stembus-verify",
    ):
        assert words in text, words
