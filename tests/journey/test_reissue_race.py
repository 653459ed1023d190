"""Two of the helpdesk replace the lost code of one voter, at once: one new code, and no more."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journey import organising
from tests.journey.organising import SLOW, press
from tests.journey.visiting import Visitor, visit
from tests.service import Service

ELECTION = {
    "name": "Medezeggenschapsraad",
    "polls": [{"name": "", "questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
VOTERS = [f"kiezer{number}@example.org" for number in range(1, 41)]
LOSER = VOTERS[6]
HELPERS = ("help1@example.org", "help2@example.org")


def find(helper: Visitor, service: Service, election: str) -> None:
    page = helper.page
    page.goto(f"{service.origin}/en/elections/{election}/codes/")
    page.get_by_label("E-mail address, name or reference").fill(LOSER)
    press(page, "Find the voter")
    page.get_by_label("Reason, for the log").fill("Lost the mail")


def links(service: Service) -> list[str]:
    return re.findall(r"https?://\S+#\S+", "\n".join(service.messages(LOSER)))


def test_two_of_the_helpdesk_at_once_make_one_new_code(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    election = organising.open_by_command(service, tmp_path, ELECTION, VOTERS)
    old = service.link(LOSER)
    with ExitStack() as stack:
        organiser = stack.enter_context(visit(chromium))
        organising.log_in(organiser, service)
        organiser.page.goto(f"{service.origin}/en/elections/{election}/people/")
        for address in HELPERS:
            organiser.page.get_by_label("E-mail address").fill(address)
            organiser.page.get_by_label("Role").select_option(label="Helpdesk")
            press(organiser.page, "Give the role")
        helpers = [stack.enter_context(visit(chromium)) for _ in HELPERS]
        for helper, address in zip(helpers, HELPERS, strict=True):
            organising.log_in(helper, service, address)
            find(helper, service, election)
        for helper in helpers:  # without waiting for an answer
            helper.page.evaluate("document.querySelector('form [name=voter]').form.submit()")
        for helper in helpers:
            expect(helper.page.get_by_role("cell", name="New code sent")).to_be_visible(
                timeout=SLOW
            )
            helper.inspect()
    assert len(links(service)) == 2
    vote = ("vote", links(service)[-1], "--choice", "1")
    service.command(*vote)
    with pytest.raises(RuntimeError, match=r"credential_replaced"):
        service.command("vote", old, "--choice", "1")
