"""A voter's part, on a phone: the link, the choice, reading it back, casting, the receipt."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journey.papers import BLANK, Choice
from tests.journey.visiting import Visitor

SLOW = 60_000


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step={name}]")


def option(page: Page, question: int, name: str) -> Locator:
    options = page.locator("[data-part=questions] fieldset").nth(question)
    blank = options.locator(".option-blank")
    return blank if name == BLANK else options.locator(".option").filter(has_text=name)


def choose(page: Page, choices: tuple[Choice, ...]) -> None:
    expect(step(page, "choose")).to_be_visible()
    for question, names in enumerate(choices):
        for name in names:
            option(page, question, name).click()


def read_back(page: Page, choices: tuple[Choice, ...]) -> None:
    """What the page reads back must be what was chosen."""
    page.locator("[data-part=paper] [type=submit]").click()
    expect(step(page, "review")).to_be_visible()
    cards = page.locator("[data-part=choices] .card")
    for question, names in enumerate(choices):
        if names != (BLANK,):
            # In the order of the paper, whatever the order of choosing.
            expect(cards.nth(question).locator("li")).to_have_count(len(names))
        for name in names:
            if name != BLANK:
                expect(cards.nth(question).get_by_text(name, exact=True)).to_be_visible()


def await_receipt(page: Page) -> str:
    """The tracker, once the browser has checked the receipt."""
    expect(step(page, "receipt")).to_be_visible(timeout=SLOW)
    expect(page.locator("[data-part=receipt-good]")).to_be_visible()
    expect(page.locator("[data-part=receipt-bad]")).to_be_hidden()
    return page.locator("[data-part=tracker]").inner_text()


def cast(
    voter: Visitor, choices: tuple[Choice, ...], examine: Callable[[str], None] = lambda _: None
) -> str:
    """From the ballot paper to the tracker; `examine` gets the name of each step."""
    page = voter.page
    choose(page, choices)
    examine("booth-choose")
    read_back(page, choices)
    examine("booth-read-back")
    page.locator("[data-part=cast]").click()
    tracker = await_receipt(page)
    examine("booth-receipt")
    return tracker


def save_receipt(page: Page, folder: Path) -> dict[str, object]:
    with page.expect_download() as download:
        page.locator("[data-part=save]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    receipt: dict[str, object] = json.loads(path.read_text())
    return receipt


def vote_again(voter: Visitor, choices: tuple[Choice, ...]) -> str:
    voter.page.locator("[data-part=vote-again]").click()
    return cast(voter, choices)


def type_code(voter: Visitor, link: str) -> None:
    """The link without its code; the code typed as people do, with spaces for the dashes."""
    page, (address, code) = voter.page, link.split("#")
    page.goto(address)
    expect(step(page, "code")).to_be_visible()
    voter.inspect()
    page.locator("#code").fill(code.replace("-", "0", 1))
    page.locator("[data-part=code-form] [type=submit]").click()
    expect(page.locator("[data-part=code-error]")).to_be_visible()
    voter.inspect()
    page.locator("#code").fill(f" {code.replace('-', ' ')}")
    page.keyboard.press("Enter")
