"""A roll with every kind of bad row, from the file as exported to the roll as it should be."""

import json
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journey.organising import SLOW, log_in, press, stage
from tests.journey.visiting import DESK, PHONE, Visitor, visit
from tests.service import Service

QUESTION = {"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}
ELECTION = {
    "name": "Ondernemingsraad",
    "polls": [{"name": name, "questions": [QUESTION]} for name in ("Noord", "Zuid")],
}
# “Adres” can be both; what “Afdeling” is, a program can't know.
HEADER = "Personeelsnr.;Voornaam;Tussenvoegsel;Achternaam;Adres;Afdeling;Stemgewicht;Taal;Straat;"
HEADER += "Huisnummer;Postcode;Plaats"
GOOD = [
    "101;Renée;de;Wit;renee@example.org;Noord;1;nl;;;;",
    "102;Ben;;Bos;ben@example.org;Zuid;2;en;Dam;1;1012 JS;Amsterdam",
    "103;Dirk;van der;Molen;;Noord;1;nl;Kerkstraat;12;3511 LX;Utrecht",
]
BAD = [
    ("104;Eva;;Vos;geen adres;Noord;1;nl;;;;", "row.address"),
    ("105;Renée;de;Wit;RENEE@example.org;Noord;1;nl;;;;", "row.duplicate"),
    ("102;Ben;;Bos;ben.bos@example.org;Zuid;2;en;;;;", "row.duplicate"),
    ("106;Fay;;Smit;fay@example.org;Oost;1;nl;;;;", "row.poll"),
    ("107;Gus;;Smit;gus@example.org;;1;nl;;;;", "row.poll_missing"),
    ("108;Hal;;Smit;hal@example.org;Noord;0,5;nl;;;;", "row.weight"),
    ("109;Ike;;Smit;ike@example.org;Noord;1;de;;;;", "row.language"),
    ("110;=1+1;;Smit;formule@example.org;Noord;1;nl;;;;", "row.formula"),
    ("111;Jan\u202e;;Smit;jan@example.org;Noord;1;nl;;;;", "row.control"),
    (f"112;{'K' * 201};;;kim@example.org;Noord;1;nl;;;;", "row.too_long"),
    ("113;Leo;;Smit;;Noord;1;nl;;;;", "row.unreachable"),
    (";Mia;;Smit;;Noord;1;nl;Dam;3;;Delft", "row.reference_missing"),
    (";;;;;;;;;;;", "row.empty"),
]
MANY = 40_000


def write(path: Path, rows: list[str], encoding: str = "utf-16") -> Path:
    path.write_bytes("\r\n".join([HEADER, *rows, ""]).encode(encoding))
    return path


def many(path: Path) -> Path:
    rows = (f"kiezer{number}@example.org;Noord" for number in range(MANY))
    path.write_text("\n".join(["e-mail;kiesgroep", *rows]))
    return path


def test_a_roll_with_every_kind_of_bad_row(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "election.json").write_text(json.dumps(ELECTION))
    by = ("--organiser", "organisator@example.org")
    election = service.command("create", str(tmp_path / "election.json"), *by)
    with visit(chromium) as organiser:
        log_in(organiser, service)
        page = organiser.page
        page.goto(f"{service.origin}/en/elections/{election}/roll/")
        choose_columns(organiser, write(tmp_path / "export.csv", [*GOOD, *[row for row, _ in BAD]]))
        look_at_the_rows(organiser, tmp_path)
        press(page, "Store 3 rows")
        expect(page.get_by_role("heading", name="3 voters")).to_be_visible()
        expect(page.get_by_text("Kerkstraat 12, 3511 LX")).to_be_visible()
        look(organiser, "roll")
        see_what_changes(organiser, tmp_path)
        wait_for_a_large_file(organiser, many(tmp_path / "groot.csv"))
        asked = page.get_by_role("link", name="/on-the-roll/").get_attribute("href")
    ask_for_oneself(service, chromium, f"{service.origin}{asked}")


def look(visitor: Visitor, name: str) -> None:
    """At a desk and on a phone."""
    visitor.inspect_in_both_languages()
    visitor.picture_in_dutch(f"{name}-desk")
    visitor.page.set_viewport_size(PHONE)
    visitor.inspect()
    visitor.picture_in_dutch(f"{name}-phone")
    visitor.page.set_viewport_size(DESK)


def choose_columns(organiser: Visitor, file: Path) -> None:
    """Two headings are not understood; nothing goes on before they are."""
    page = organiser.page
    choose(page, file)
    page.wait_for_url("**/roll/columns/")
    expect(page.get_by_text("Not understood: Noord · Zuid · Noord")).to_be_visible()
    look(organiser, "roll-columns")
    press(page, "Check the rows")
    expect(page.get_by_text("(row.poll_missing)").first).to_be_visible()
    page.get_by_role("link", name="Change the columns").click()
    page.get_by_label("Adres", exact=True).select_option("E-mail address")
    page.get_by_label("Afdeling").select_option("E-mail address")
    press(page, "Check the rows")
    expect(page.get_by_text("(columns.twice)")).to_be_visible()
    page.get_by_label("Afdeling").select_option("Ballot paper (constituency)")
    press(page, "Check the rows")


def choose(page: Page, file: Path) -> None:
    page.get_by_label("File with the roll").set_input_files(file)
    press(page, "Check the file")


def look_at_the_rows(organiser: Visitor, folder: Path) -> None:
    """Each row's fate, those of one kind, and the refused ones as a file to mend."""
    page, codes = organiser.page, [code for _, code in BAD]
    expect(page.locator("tr.is-bad")).to_contain_text(codes)
    expect(page.locator("tr.is-good")).to_have_count(len(GOOD))
    look(organiser, "roll-check")
    page.get_by_role("link", name=f"Refused ({len(BAD)})").click()
    expect(page.locator("tbody tr")).to_contain_text(codes)
    organiser.inspect()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the refused rows").click()
    download.value.save_as(folder / "refused.csv")
    text = (folder / "refused.csv").read_text("utf-8-sig")
    assert all(f"({code})" in text for code in codes) and ";'=1+1;" in text


def see_what_changes(organiser: Visitor, folder: Path) -> None:
    """The voter whom the reference names has another address; the others are the same."""
    page = organiser.page
    rows = [GOOD[0].replace("renee@", "renee.de.wit@"), *GOOD[1:]]
    choose(page, write(folder / "later.csv", rows, "cp1252"))
    page.wait_for_url("**/roll/columns/")
    page.get_by_label("Adres", exact=True).select_option("E-mail address")
    page.get_by_label("Afdeling").select_option("Ballot paper (constituency)")
    press(page, "Check the rows")
    expect(page.get_by_role("link", name="The same (2)")).to_be_visible()
    page.get_by_role("link", name="Changed (1)").click()
    expect(page.locator(".changes del")).to_have_text("renee@example.org")
    expect(page.locator(".changes ins")).to_have_text("renee.de.wit@example.org")
    look(organiser, "roll-changes")
    press(page, "Store 1 row")


def wait_for_a_large_file(organiser: Visitor, file: Path) -> None:
    """Its rows are checked beside the page, which shows how far it is and goes on by itself."""
    page = organiser.page
    stage(organiser, file)
    expect(page.get_by_role("heading", name="The rows are being checked")).to_be_visible()
    organiser.inspect()
    organiser.picture("roll-progress", whole=True)
    page.set_viewport_size(PHONE)
    organiser.inspect()
    organiser.picture("roll-progress-phone", whole=True)
    page.set_viewport_size(DESK)
    store = page.get_by_role("button", name="Store")
    expect(store).to_be_visible(timeout=SLOW)
    store.click()
    expect(page.get_by_role("heading", name=f"{MANY + 3} voters")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("link", name="Next")).to_be_visible()


def ask_for_oneself(service: Service, chromium: Browser, address: str) -> None:
    """On a phone: the page tells nothing, the mail does."""
    with visit(chromium, PHONE) as voter:
        page = voter.page
        page.goto(address)
        voter.inspect_in_both_languages()
        voter.picture_in_dutch("on-the-roll-phone")
        for email in ("ben@example.org", "nobody@example.org"):
            page.get_by_label("Your e-mail address").fill(email)
            press(page, "Send me the answer")
            expect(page.get_by_text("The answer is on its way")).to_be_visible()
        voter.inspect()
    answers = [newest(service, email) for email in ("ben@example.org", "nobody@example.org")]
    assert "Ben Bos" in answers[0] and "Zuid" in answers[0] and "Weight: 2" in answers[0]
    assert answers[1].startswith("No:")


def newest(service: Service, address: str) -> str:
    from time import monotonic, sleep

    deadline = monotonic() + 30
    while not service.messages(address) and monotonic() < deadline:
        sleep(0.2)
    return service.messages(address)[-1]
