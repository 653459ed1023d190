"""The page of all components, in the sizes and colours in which people see it."""

from playwright.sync_api import Browser

from tests.journey.visiting import DESK, PHONE, visit
from tests.service import Service


def test_all_components(service: Service, chromium: Browser) -> None:
    for size in (DESK, PHONE):
        with visit(chromium, size) as visitor:
            visitor.page.goto(f"{service.origin}/en/components/")
            visitor.page.locator("details").click()
            visitor.inspect_in_both_languages()
            for scheme in ("light", "dark"):
                visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                visitor.picture(f"components-{size['width']}-{scheme}", whole=True)
