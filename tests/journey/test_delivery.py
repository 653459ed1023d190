"""Messages on their way: a relay that refuses one, falls silent on one, and takes the others."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests import separated
from tests.journey.organising import SLOW, log_in, open_by_command, press
from tests.journey.visiting import DESK, PHONE, Visitor, visit
from tests.relay import DROP_AFTER, relay

ELECTION = {
    "name": "Ondernemingsraad",
    "polls": [{"name": "", "questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
VOTERS = [f"kiezer{number}@example.org" for number in range(1, 13)]
GONE, SILENT = "kiezer3@example.org", "kiezer7@example.org"


def write_wording(organiser: Visitor) -> None:
    page = organiser.page
    page.get_by_role("link", name="What messages say").click()
    organiser.inspect_in_both_languages()
    page.get_by_label("Who organises the election").fill("De verkiezingscommissie")
    page.get_by_label("Whom voters can ask").fill("or@example.org")
    page.get_by_label("A paragraph of your own, in Dutch").fill("Stemmen kan ook in de kantine.")
    press(page, "Save")
    expect(page.get_by_text("Stemmen kan ook in de kantine.").last).to_be_visible()
    organiser.inspect_in_both_languages()
    organiser.picture_in_dutch("organiser-wording")
    page.set_viewport_size(PHONE)
    organiser.inspect()
    organiser.picture_in_dutch("organiser-wording-phone")
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="Back to the election").click()
    page.get_by_role("link", name="Look at the messages").click()


def test_the_organiser_sees_whom_no_message_reached(chromium: Browser, tmp_path: Path) -> None:
    service = separated.service(tmp_path / "service")
    with relay(GONE, answers={SILENT: DROP_AFTER}) as server:
        service.environment["STEMBUS_RELAY"] = f"smtp://127.0.0.1:{server.port}"
        with service, visit(chromium) as organiser:
            election = open_by_command(service, tmp_path, ELECTION, VOTERS)
            address = f"{service.origin}/en/elections/{election}/"
            # Who asks for a log-in link by mail is not part of this story.
            page = organiser.page
            log_in(organiser, service)
            page.goto(address)
            expect(page.get_by_text("2 messages did not arrive")).to_be_visible(timeout=SLOW)
            organiser.inspect_in_both_languages()
            page.get_by_role("link", name="Look at the messages").click()
            expect(page.get_by_role("heading", name=GONE)).to_be_visible(timeout=SLOW)
            write_wording(organiser)
            page.get_by_text("Plan a reminder").click()
            page.get_by_label("When").fill("2099-01-01T10:00")
            press(page, "Plan it")
            expect(page.get_by_text("Planned for 1 January 10:00")).to_be_visible()
            press(page, "Pause the sending")
            expect(page.get_by_role("heading", name="Sending is paused")).to_be_visible()
            organiser.inspect_in_both_languages()
            press(page, "Go on sending")
            organiser.inspect_in_both_languages()
            organiser.picture_in_dutch("organiser-delivery")
            page.set_viewport_size(PHONE)
            organiser.picture_in_dutch("organiser-delivery-phone")
            page.set_viewport_size({"width": 320, "height": 700})
            organiser.inspect()
            server.answers.clear()
            press(page, f"Send again {GONE}")
            expect(page.get_by_role("heading", name=GONE)).to_have_count(0, timeout=SLOW)
            expect(page.get_by_role("heading", name=SILENT)).to_be_visible()
            for _ in range(50):
                if GONE in {message["To"] for message in server.taken}:
                    return
                page.wait_for_timeout(200)
    raise AssertionError("it was not sent again")
