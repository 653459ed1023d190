"""A cast during which the server dies, after it has stored the ballot and before it says so."""

import re
import signal

from playwright.sync_api import Route, expect

from tests.journey.papers import Choice
from tests.journey.visiting import Visitor
from tests.journey.voting import await_receipt, choose, read_back, step
from tests.service import Service

CALM = re.compile("langer dan anders|longer than usual")


def vote_through_a_crash(voter: Visitor, service: Service, choices: tuple[Choice, ...]) -> str:
    """Returns the tracker. The voter does nothing but wait."""
    page = voter.page
    voter.forgiven = ("net::ERR_", "503")  # the console, of a server or process that is away
    answers: list[int] = []

    def die(route: Route) -> None:
        answers.append(route.fetch().status)
        service.stop(signal.SIGKILL)
        route.abort("connectionreset")

    choose(page, choices)
    read_back(page, choices)
    page.route("**/ballots", die, times=1)
    page.locator("[data-part=cast]").click()
    status = page.locator("[data-part=cast-status]")
    expect(status).to_contain_text(CALM, timeout=60_000)
    expect(step(page, "refused")).to_be_hidden()
    voter.inspect()
    voter.picture("booth-waiting")
    assert answers == [200]
    service.start()
    return await_receipt(page)
