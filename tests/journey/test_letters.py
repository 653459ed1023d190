"""Voters without an e-mail address: seen beforehand, printed, handed over, voted with."""

import json
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journey.organising import ADDRESS, log_in, press
from tests.journey.test_code_authority import look
from tests.journey.visiting import visit
from tests.service import Service

ELECTION = {
    "name": "Ledenraad 2027",
    "polls": [{"questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
ROLL = """email,name,reference,street,house number,postcode,city
,Ann Jansen,1,Dorpsstraat,1,1234 AB,Dorp
,Ben Bos,2,Dorpsstraat,2,1234 AB,Dorp
cas@example.org,Cas,3,,,,
"""
SENDER = "Vereniging Voorbeeld, Postbus 1, 1000 AA Amsterdam"


def drafted(service: Service, folder: Path) -> str:
    (folder / "election.json").write_text(json.dumps(ELECTION))
    election = service.command("create", str(folder / "election.json"), "--organiser", ADDRESS)
    (folder / "roll.csv").write_text(ROLL)
    service.command("roll", election, str(folder / "roll.csv"))
    for name in ("ria", "tom"):
        service.command(
            *("trustee", election, "--name", name, "--email", f"{name}@example.org"),
            *("--key-file", str(folder / f"{name}.json")),
        )
    return election


def test_letters_are_printed_and_forgotten(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    election = drafted(service, tmp_path)
    file = tmp_path / "letters.pdf"
    with visit(chromium) as organiser:
        page = organiser.page
        log_in(organiser, service)
        page.goto(f"{service.origin}/en/elections/{election}/messages/")
        page.get_by_label("Find a voter").fill("Jansen")
        press(page, "Look")
        expect(page.get_by_role("link", name="Look at the letter (PDF)")).to_be_visible()
        look(organiser, "organiser-letter-seen")
        page.goto(f"{service.origin}/en/elections/{election}/opening/")
        expect(page.get_by_text("2 of them get a letter")).to_be_visible()
        look(organiser, "organiser-letter-opening")
        service.command("open", election)
        page.goto(f"{service.origin}/en/elections/{election}/delivery/")
        expect(page.get_by_text("2 letters wait for the printer")).to_be_visible()
        service.command("letters", election, str(file), "--sender", SENDER, "--by", "Olaf")
        page.reload()
        expect(page.get_by_text("Not handed over yet.")).to_be_visible()
        look(organiser, "organiser-letters-printed")
        service.command("hand-over", str(file), "--to", "Drukkerij Voorbeeld")
        page.reload()
        expect(page.get_by_text("Handed over to Drukkerij Voorbeeld")).to_be_visible()
        look(organiser, "organiser-letters-handed-over")
