"""The whole verification, in the order in which an election happens."""

from pathlib import Path

from stembus.protocol.errors import Rejected, within
from stembus.verify.archive import Archive, check_extends, scan
from stembus.verify.ballots import check_ballots
from stembus.verify.progress import Progress, silent
from stembus.verify.report import Report
from stembus.verify.setup import check_setup
from stembus.verify.shuffles import check_shuffles
from stembus.verify.tallying import (
    check_decryptions,
    check_encrypted_tally,
    check_published_result,
)


def verify(
    path: Path, *, earlier: Path | None = None, jobs: int = 1, progress: Progress = silent
) -> Report:
    """Verify an archive; and, with `earlier`, that it extends that one.

    `jobs` is the number of processes to use. Raises OSError for files that can't be read.
    """
    report = Report()
    try:
        archive = scan(path, progress)
        report.note_archive(archive)
        if earlier is not None:
            _check_extends(archive, earlier, progress)
        _verify_election(archive, report, jobs, progress)
    except Rejected as refusal:
        report.refusal = refusal
    return report


def _check_extends(archive: Archive, earlier: Path, progress: Progress) -> None:
    with within("earlier"):
        check_extends(archive, scan(earlier, progress))


def _verify_election(archive: Archive, report: Report, jobs: int, progress: Progress) -> None:
    setup = check_setup(archive)
    report.election = setup.election
    tally = check_ballots(archive, setup, jobs, progress)
    report.tally = tally
    check_encrypted_tally(archive, setup, tally)
    shuffled = check_shuffles(archive, setup, tally)
    partials = check_decryptions(archive, setup, shuffled)
    report.result = check_published_result(archive, setup, shuffled, partials)
