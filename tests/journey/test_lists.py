"""Ballot papers with candidate lists, many and few, on a phone and with the keyboard."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journey import keyboard
from tests.journey.visiting import DESK, PHONE, Visitor, visit
from tests.journey.voting import await_receipt, option, step
from tests.service import Service

FIRST = (
    "Fatima",
    "Joris",
    "Anneke",
    "Dewi",
    "Pieter",
    "Sanne",
    "Mehmet",
    "Els",
    "Zoë",
    "Çağla",
    "Bart",
    "Noor",
    "Ruben",
    "Lot",
    "Omar",
)
# Surnames: the long one is the last on every list.
LAST = (
    *("El Amrani", "van den Berg", "de Boer", "Hartono", "Jansen", "Kuipers", "Yıldız", "Zijlstra"),
    *("van 't Hof", "Bakker", "Visser", "Smit", "Meijer", "de Groot", "Bos", "Vos", "Peters"),
    *("Hendriks", "van Leeuwen", "Dekker", "Brouwer", "de Wit", "Dijkstra", "Koster", "Prins"),
    *("Blom", "Huisman", "Peeters", "Kok", "Schouten-van der Meulen"),
)
LONG = "Personeelsvertegenwoordigingssamenwerkingsverband van de Noordelijke Vestigingen"
NAMES = ("FNV", "CNV", "Samen Sterk", "Vrije Lijst", LONG, *(f"Afdeling {n}" for n in range(6, 16)))
# Everyone is on the list of their first name: the lists are as many as the first names.
LISTS = [
    {"name": name, "candidates": [f"{first} {last}" for last in LAST]}
    for name, first in zip(NAMES, FIRST, strict=True)
]
FEW = [
    {"name": "Blauw", "candidates": ["Ada Blauw", "Bob Blauw"]},
    {"name": "Groen", "candidates": ["Cor Groen", "Dop Groen"]},
]
ELECTION = {
    "name": "Ondernemingsraad 2027",
    "polls": [
        {
            "questions": [
                {
                    "title": "Op wie stemt u voor de ondernemingsraad?",
                    "lists": LISTS,
                    "seats": 9,
                    "rules": "works-council-lists",
                },
                {
                    "title": "Wie zitten in de feestcommissie?",
                    "lists": FEW,
                    "max": 2,
                    "seats": 2,
                    "rules": "largest-remainder",
                },
            ]
        }
    ],
}
VOTERS = ("phone", "desk", "keys")
COUNT = "[data-part=questions] fieldset >> nth=0 >> .count"


@pytest.fixture(scope="module")
def links(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An open election: each voter's link."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "election.json").write_text(json.dumps(ELECTION))
    election = service.command("create", str(folder / "election.json"))
    _write_roll(folder / "roll.csv")
    service.command("roll", election, str(folder / "roll.csv"))
    for name in ("ria", "tom"):
        address, key = f"{name}@example.org", str(folder / f"{name}.json")
        options = ("--name", name, "--email", address, "--key-file", key)
        service.command("trustee", election, *options)
    service.command("open", election)
    return {name: service.link(f"{name}@example.org") for name in VOTERS}


def _write_roll(path: Path) -> None:
    path.write_text("\n".join(("email", *(f"{name}@example.org" for name in VOTERS))))


def enter(visitor: Visitor, link: str) -> tuple[Locator, Locator]:
    """The folds of the first question, and the field to search in."""
    visitor.page.goto(link)
    expect(step(visitor.page, "choose")).to_be_visible()
    first = visitor.page.locator("[data-part=questions] fieldset").first
    return first.locator("details"), first.get_by_role("searchbox")


def open_folds(folds: Locator) -> int:
    return folds.locator("xpath=self::details[@open]").count()


def chosen_in(folds: Locator, number: int) -> Locator:
    return folds.nth(number - 1).locator(".list-chosen")


def find_and_choose(voter: Visitor, folds: Locator, field: Locator) -> None:
    field.fill("cagla bakker")
    expect(voter.page.locator(".list-found").first).to_have_text("1 kandidaat gevonden.")
    expect(folds.locator("visible=true")).to_have_count(1)
    option(voter.page, 0, "Çağla Bakker").click()
    expect(chosen_in(folds, 10)).to_have_text("1 gekozen")
    voter.inspect()
    voter.picture("booth-lists-found")


def clear_the_search(voter: Visitor, folds: Locator, field: Locator) -> None:
    """All lists are there again, folded, and the choice is still made."""
    field.fill("")
    expect(folds.locator("visible=true")).to_have_count(15)
    assert open_folds(folds) == 0
    expect(chosen_in(folds, 10)).to_have_text("1 gekozen")
    expect(voter.page.locator(COUNT)).to_have_text("1 gekozen.")
    folds.nth(9).locator("summary").click()
    expect(option(voter.page, 0, "Çağla Bakker").locator("input")).to_be_checked()
    voter.inspect()


def read_back(voter: Visitor, *chosen: str) -> None:
    voter.page.locator("[data-part=paper] [type=submit]").click()
    expect(voter.page.locator("[data-part=choices] li")).to_have_text(list(chosen))
    voter.inspect()
    voter.picture("booth-lists-read-back")


def test_a_voter_finds_a_candidate_among_many_lists_and_votes(
    chromium: Browser, links: dict[str, str]
) -> None:
    with visit(chromium, PHONE) as voter:
        page = voter.page
        folds, field = enter(voter, links["phone"])
        expect(folds).to_have_count(15)
        assert open_folds(folds) == 0
        expect(folds.nth(4)).to_contain_text(f"Lijst 5 {LONG} 30 kandidaten")
        voter.inspect()
        voter.picture("booth-lists")
        find_and_choose(voter, folds, field)
        clear_the_search(voter, folds, field)
        option(page, 1, "Ada Blauw").click()
        option(page, 1, "Dop Groen").click()
        read_back(
            voter,
            "10. Çağla Bakker – lijst 10, Afdeling 10",
            "1. Ada Blauw – lijst 1, Blauw",
            "2. Dop Groen – lijst 2, Groen",
        )
        page.locator("[data-part=cast]").click()
        await_receipt(page)


def test_a_search_does_not_hide_what_is_chosen(chromium: Browser, links: dict[str, str]) -> None:
    with visit(chromium, DESK) as voter:
        page = voter.page
        folds, field = enter(voter, links["desk"])
        folds.nth(1).locator("summary").click()
        option(page, 0, "Joris de Boer").click()
        found = page.locator(".list-found").first

        field.fill("nobody")
        expect(found).to_have_text("Geen kandidaat gevonden. Wat u gekozen hebt, blijft in beeld.")
        expect(folds.locator("visible=true")).to_have_count(1)
        expect(option(page, 0, "Joris de Boer").locator("input")).to_be_checked()
        expect(option(page, 0, "Joris Kok")).to_be_hidden()

        field.fill("fnv")
        expect(found).to_have_text("30 kandidaten gevonden. Wat u gekozen hebt, blijft in beeld.")
        option(page, 0, "Fatima Kok").click()
        expect(option(page, 0, "Joris de Boer").locator("input")).not_to_be_checked()
        expect(chosen_in(folds, 2)).to_be_empty()

        # The folds are then as they were.
        field.fill("")
        assert open_folds(folds) == 1
        expect(chosen_in(folds, 1)).to_have_text("1 gekozen")
        voter.inspect()
        voter.picture("booth-lists-desk")


def test_few_candidates_are_all_in_sight(chromium: Browser, links: dict[str, str]) -> None:
    with visit(chromium, DESK) as voter:
        enter(voter, links["desk"])
        few = voter.page.locator("[data-part=questions] fieldset").nth(1)
        assert open_folds(few.locator("details")) == 2
        expect(few.get_by_role("searchbox")).to_have_count(0)
        tops = {fold.bounding_box()["y"] for fold in few.locator("details").all()}  # type: ignore[index]
        assert len(tops) == 1
        few.get_by_text("Ik stem blanco").click()
        few.get_by_text("Cor Groen").click()
        expect(few.locator(".count")).to_have_text(
            "U stemt niet meer blanco. 1 gekozen. U mag er nog 1 kiezen."
        )
        expect(few.locator(".list-chosen")).to_have_text(["", "1 gekozen"])


def test_lists_need_no_pointer(chromium: Browser, links: dict[str, str]) -> None:
    with visit(chromium, DESK) as voter:
        page = voter.page
        _, field = enter(voter, links["keys"])
        # Sent too early: the page asks for a choice, where one begins.
        page.locator("[data-part=paper] [type=submit]").press("Enter")
        expect(field).to_be_focused()
        page.keyboard.type("sanne prins")
        page.keyboard.press("Enter")
        prins = option(page, 0, "Sanne Prins").locator("input")
        expect(prins).to_be_focused()
        page.keyboard.press("Space")
        expect(prins).to_be_checked()
        keyboard.reach(page, page.locator("fieldset").first.locator(".option-blank input"))
        page.keyboard.press("Space")
        expect(page.locator(COUNT)).to_have_text("U stemt blanco.")
        expect(page.locator(".list-chosen")).to_have_text([""] * 17)


def test_a_choice_that_is_folded_away_does_not_bar_the_keyboard_from_the_other_lists(
    chromium: Browser, links: dict[str, str]
) -> None:
    with visit(chromium, DESK) as voter:
        page = voter.page
        folds, field = enter(voter, links["keys"])
        field.fill("sanne prins")
        prins = option(page, 0, "Sanne Prins").locator("input")
        prins.check()
        field.press("Escape")
        expect(prins).to_be_hidden()
        keyboard.press(page, folds.nth(0).locator("summary"))
        page.keyboard.press("Tab")
        expect(option(page, 0, "Fatima El Amrani").locator("input")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(option(page, 0, "Fatima van den Berg").locator("input")).to_be_checked()
        expect(prins).not_to_be_checked()
