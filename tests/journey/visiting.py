"""A person at a browser: one context, one page, watched for whatever goes wrong in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.journey.accessibility import findings

SCREENSHOTS = os.environ.get("STEMBUS_SCREENSHOTS")
DESK = {"width": 1100, "height": 800}
PHONE = {"width": 390, "height": 844}
WATCH = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))"""


class Visitor:
    """`forgiven`: words of console errors that belong to the story, such as a dead server's.
    `in_haste`: another story inspects these pages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        self.in_haste = False
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in self.forgiven):
            self.faults.append(f"{self.page.url}: {message.text}")

    def inspect(self) -> None:
        if not self.in_haste:
            self.faults.extend(findings(self.page))

    def inspect_in_both_languages(self) -> None:
        """For a page without a state of its own; stays in the language that it was in."""
        if self.in_haste:
            return
        self.inspect()
        here = self.page.url
        other = ("/nl/", "/en/") if "/nl/" in here else ("/en/", "/nl/")
        self.page.goto(here.replace(*other, 1))
        self.inspect()
        self.page.goto(here)

    def picture(self, name: str, whole: bool = False) -> None:
        """A screenshot, where a directory for them is given."""
        if SCREENSHOTS:
            self.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
            self.page.mouse.move(0, 0)
            path = Path(SCREENSHOTS) / f"{name}.png"
            self.page.screenshot(path=path, full_page=whole, animations="disabled")

    def picture_in_dutch(self, name: str) -> None:
        if SCREENSHOTS:
            here = self.page.url
            self.page.goto(here.replace("/en/", "/nl/", 1))
            self.picture(name, whole=True)
            self.page.goto(here)


@contextmanager
def visit(chromium: Browser, size: dict[str, int] = DESK, **options: object) -> Iterator[Visitor]:
    """Someone who comes, does something, and goes; nothing may have gone wrong meanwhile."""
    phone = {"is_mobile": True, "has_touch": True} if size == PHONE else {}
    context = chromium.new_context(
        viewport=size,
        accept_downloads=True,
        device_scale_factor=2 if SCREENSHOTS else 1,
        **phone,
        **options,  # type: ignore[arg-type]
    )
    context.add_init_script(WATCH)
    visitor = Visitor(context.new_page())
    try:
        yield visitor
    finally:
        context.close()
    assert not visitor.faults, "\n".join(visitor.faults)
