"""Encryption in Chromium, by the Worker that a voter's page uses, on a page of the real service."""

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.electorate import Electorate
from bench.measure import rounded, say
from tests.journey.conftest import ARGUMENTS, CHROMIUM
from tests.service import Service

SIZES = (10, 30, 100)
GROUPS = ("Ed25519", "BELENIOS-2048")
# A Worker of our own, so that it is not the page's that is busy; started as the page does it.
SCRIPT = """async ([uuid, code, candidates, times]) => {
    const { base } = JSON.parse(document.getElementById("assets").textContent);
    const { startWorker } = await import(`${base}protocol/client.js`);
    const answer = await fetch(`/polls/${uuid}/election.json`);
    const election = new Uint8Array(await answer.arrayBuffer());
    const worker = startWorker();
    const choices = [Array.from({ length: candidates }, (_, index) => Number(index === 0))];
    const clock = async (type, question) => {
        const began = performance.now();
        await worker.ask(type, question);
        return performance.now() - began;
    };
    const tables = await clock("prepare", { election });
    const ballots = [];
    while (ballots.length < times) ballots.push(await clock("makeBallot", { code, choices }));
    return { tables, ballots };
}"""


def measure(times: int) -> list[dict[str, object]]:
    """Milliseconds: the tables, which are made while the voter reads, and then a whole ballot."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = []
        for group in GROUPS:
            with Service(Path(folder) / group) as service:
                say(f"encryption in Chromium, {group} …")
                electorate = Electorate.of(service, group, SIZES, 1)
                page = chromium.new_page()
                for size, (uuid, links) in zip(SIZES, electorate.polls, strict=True):
                    page.goto("about:blank")
                    page.goto(links[0])
                    found.append({"group": group, **_encrypt(page, uuid, links[0], size, times)})
                page.close()
        chromium.close()
    return found


def _encrypt(page: Page, uuid: str, link: str, size: int, times: int) -> dict[str, object]:
    page.locator("[data-step=choose]").wait_for()
    code = link.rsplit("#", 1)[1]
    timed = page.evaluate(SCRIPT, [uuid, code, size, times])
    return {
        "candidates": size,
        "tables_ms": rounded(timed["tables"]),
        "ballot_ms": rounded(median(timed["ballots"])),
    }
