"""The real service, and Chromium as people have it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import separated
from tests.journey.accessibility import AXE
from tests.service import Service

CHROMIUM = "/usr/bin/chromium"
# No sandbox: tests also run as root. The rest keeps the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """In one process on SQLite; each process apart on the PostgreSQL that DATABASE_URL names."""
    assert AXE.is_file(), "the browser's tools are not installed: run `make setup-test`"
    with separated.service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
