"""An election can be verified at any moment, as far as it is."""

from pathlib import Path

import pytest

from tests.verify.archives import archive, report_of, steps

PHASES = ["setup", *["voting"] * 6, "closed", "tallied", *["decrypting"] * 3, "result"]


@pytest.mark.parametrize(("events", "phase"), list(enumerate(PHASES, start=1)))
def test_every_beginning_of_an_election_is_valid(events: int, phase: str, tmp_path: Path) -> None:
    report = report_of(tmp_path / "part.bel", archive(steps("h-weighted-3trustees")[:events]))
    assert report.refusal is None
    assert report.phase == phase
    assert report.ballots == min(events - 1, 6)
    assert (report.result is not None) == (phase == "result")


def test_what_is_counted_so_far_is_told(tmp_path: Path) -> None:
    report = report_of(tmp_path / "part.bel", archive(steps("h-weighted-3trustees")[:7]))
    assert report.tally is not None
    assert (report.tally.ballots, report.tally.weight) == (5, 12)
    assert "encrypted_tally" not in report.checksums
