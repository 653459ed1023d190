"""Voters with real browsers: `python -m drills.failover.browsers`, in the world's network.

Each line of standard input is a voting link: its voter reads the paper, chooses, and says `ready`;
the next line makes him cast, and the answer is a line of JSON: `seconds`, `tracker`, `said`.
"""

import json
import sys
import time

from playwright.sync_api import Error, Page, sync_playwright

from tests.journey.conftest import ARGUMENTS, CHROMIUM
from tests.journey.voting import await_receipt, choose, read_back

CHOICE = (("One",),)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for line in sys.stdin:
            # The certificate is the laboratory's own; the load's voters verify it.
            context = browser.new_context(ignore_https_errors=True)
            page = context.new_page()
            page.goto(line.strip())
            choose(page, CHOICE)
            read_back(page, CHOICE)
            print("ready", flush=True)
            sys.stdin.readline()
            print(json.dumps(_cast(page)), flush=True)
            context.close()
        browser.close()


def _cast(page: Page) -> dict[str, object]:
    began = time.monotonic()
    try:
        page.locator("[data-part=cast]").click()
        tracker, said = await_receipt(page), ""
    except (Error, AssertionError) as why:
        tracker, said = "", str(why)[:300]
    return {"seconds": time.monotonic() - began, "tracker": "".join(tracker.split()), "said": said}


if __name__ == "__main__":
    main()
