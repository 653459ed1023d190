"""What every page must be: free of axe-core's findings, and no wider than 320 px of screen."""

from pathlib import Path

from playwright.sync_api import Error, Page

AXE = Path(__file__).resolve().parents[2] / "browser/node_modules/axe-core/axe.min.js"
NARROW = 320
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def findings(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in the light and in the dark."""
    return [*_axe(page), *_axe_in_the_dark(page), *_scrolling(page)]


def _axe(page: Page, options: str = "{}") -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    run = f"axe.run({options}).then((result) => result.violations)"
    try:
        found = page.evaluate(run)
    except Error:  # a page that shows what is new took away what axe was looking at
        found = page.evaluate(run)
    return [
        f"{page.url}: {violation['id']}: {node['failureSummary']} {node['html']}"
        for violation in found
        for node in violation["nodes"]
    ]


def _axe_in_the_dark(page: Page) -> list[str]:
    """Only the colours are others."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = _axe(page, '{runOnly: ["color-contrast"]}')
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def _scrolling(page: Page) -> list[str]:
    """WCAG 2.2, 1.4.10 Reflow."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": size["height"]})
    sideways = page.evaluate(SIDEWAYS)
    page.set_viewport_size(size)
    return [f"{page.url}: wider than {NARROW} px"] if sideways else []
