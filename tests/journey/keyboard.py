"""Voting without a pointer: Tab, Space, Enter, and the arrows within a group of radio buttons."""

from playwright.sync_api import Locator, Page, expect

from tests.journey.papers import Choice
from tests.journey.voting import await_receipt, option, step

FAR = 60


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and see that it shows."""
    for _ in range(FAR):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def select(page: Page, target: Locator) -> None:
    """A checkbox has a stop of its own; a group of radio buttons has one for all of them."""
    if target.get_attribute("type") == "checkbox":
        reach(page, target)
        page.keyboard.press("Space")
        return
    group = target.get_attribute("name")
    reach(page, page.locator(f"input[name={group}]").first)
    page.keyboard.press("Space")
    for _ in range(FAR):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not reach {target}")


def press(page: Page, target: Locator) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


def vote(page: Page, choices: tuple[Choice, ...]) -> str:
    """Returns the tracker."""
    expect(step(page, "choose")).to_be_visible()
    for question, names in enumerate(choices):
        for name in names:
            select(page, option(page, question, name).locator("input"))
    press(page, page.locator("[data-part=paper] [type=submit]"))
    expect(step(page, "review").locator("h1")).to_be_focused()
    press(page, page.locator("[data-part=cast]"))
    tracker = await_receipt(page)
    expect(step(page, "receipt").locator("h1")).to_be_focused()
    return tracker
