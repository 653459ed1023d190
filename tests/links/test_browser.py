"""What Chromium and the edge agree upon, and that a page comes out of it whole."""

import pytest
from playwright.sync_api import sync_playwright

from tests.journey.conftest import ARGUMENTS, CHROMIUM
from tests.links.stand import HOST, Stand
from tests.links.test_edge import GROUPS

Answer = dict[str, object]


@pytest.fixture
def answers(separated: Stand) -> list[Answer]:
    """What came of each request for a page and all that belongs to it."""
    to_the_edge = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    found: list[Answer] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # The authority of the test's certificate is not one of the world's.
            args=[*ARGUMENTS, to_the_edge, "--ignore-certificate-errors"],
        )
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: found.append(event["response"]))
        page.goto(f"https://{HOST}:{separated.edge}/nl/login/", wait_until="networkidle")
        assert page.locator("h1").count() == 1
        browser.close()
    return found


def test_a_browser_gets_a_page_whole_over_good_tls(answers: list[Answer]) -> None:
    assert len(answers) > 3  # with its style and its modules
    for answer in answers:
        assert answer["status"] == 200, answer["url"]
        assert answer["protocol"] == "h2"
        agreed = answer["securityDetails"]
        assert isinstance(agreed, dict)
        assert agreed["protocol"] == "TLS 1.3"
        assert agreed["keyExchangeGroup"] in GROUPS
        assert agreed["cipher"] in ("AES_256_GCM", "CHACHA20_POLY1305")
