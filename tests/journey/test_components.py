"""The page of all components, in the sizes and colours in which people see it."""

import pytest
from playwright.sync_api import Browser

from tests.journey.visiting import DESK, PHONE, visit
from tests.service import Service

SMALL = {"width": 320, "height": 640}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE, SMALL], ids=["desk", "phone", "small"])
def test_all_components(
    service: Service, chromium: Browser, size: dict[str, int], scheme: str
) -> None:
    with visit(chromium, size, color_scheme=scheme) as visitor:
        visitor.page.goto(f"{service.origin}/en/components/")
        visitor.page.locator("details").click()
        visitor.inspect_in_both_languages()
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert visitor.page.evaluate(wide) <= 0
        visitor.picture(f"components-{size['width']}-{scheme}", whole=True)
