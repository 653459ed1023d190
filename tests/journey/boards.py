"""What the public board shows, and what programs make of the archive that it offers."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.conformance import peers
from tests.journey.papers import BLANK, Paper, expected
from tests.journey.visiting import Visitor


def find_ballot(reader: Visitor, board: str, tracker: str, replaced: bool = False) -> None:
    """Search for a tracker on the board, as a voter does with a receipt."""
    page = reader.page
    page.goto(board)
    page.locator("#q").fill(tracker)
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_be_visible()
    entry = page.locator(".trackers li", has_text=tracker)
    expect(entry).to_have_count(1)
    expect(entry.locator(".muted")).to_have_count(int(replaced))


def look_around(reader: Visitor, board: str) -> None:
    """Every page of the board."""
    for part in ("", "ballots/", "ballots/?q=none", "check/"):
        reader.page.goto(board + part)
        reader.inspect_in_both_languages()


def read_result(reader: Visitor, board: str, paper: Paper) -> None:
    """Each answer's bar has the number of votes that were cast for it."""
    page = reader.page
    page.goto(board)
    lists = page.locator(".results")
    expect(lists).to_have_count(len(paper.questions))
    for place, (question, counts) in enumerate(zip(paper.questions, expected(paper), strict=True)):
        names = ((BLANK,) if question.blank else ()) + question.answers
        shown = [
            _count(text) for text in lists.nth(place).locator(".result-count").all_inner_texts()
        ]
        by_name = dict(zip(names, counts, strict=True))
        order = question.answers + ((BLANK,) if question.blank else ())
        assert shown == [by_name[name] for name in order]
        expect(lists.nth(place).locator("svg.bar rect")).to_have_count(len(order))


def _count(text: str) -> int:
    found = re.search(r"\d+", text)
    assert found
    return int(found[0])


def download_archive(reader: Visitor, board: str, folder: Path) -> Path:
    """Alone in a directory of its own, under the name that the board gives it."""
    page = reader.page
    page.goto(board)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^(Archief|Archive)$")).click()
    path = folder / Path(download.value.suggested_filename).stem / download.value.suggested_filename
    download.value.save_as(path)
    return path


def check_archive(archive: Path, paper: Paper, ballots: int, counted: int) -> None:
    """Our verifier and one that we did not write agree with the votes that were cast."""
    report = peers.stembus_verify(archive)
    assert report["valid"], report
    assert report["result"] == expected(paper)
    assert (report["ballots"], report["counted"]) == (ballots, counted)
    assert peers.sirona(archive)
