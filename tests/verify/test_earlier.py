"""With an earlier copy, what was taken away is seen."""

from pathlib import Path

from stembus.protocol.errors import Rejected
from tests.verify.archives import archive, report_of, steps, vector

CASE = "h-weighted-3trustees"


def refusal(new: bytes, old: bytes, where: Path) -> Rejected | None:
    earlier = where / "old.bel"
    earlier.write_bytes(old)
    return report_of(where / "new.bel", new, earlier=earlier).refusal


def test_an_archive_extends_every_beginning_of_itself(tmp_path: Path) -> None:
    story = steps(CASE)
    for events in (1, 5, len(story)):
        assert refusal(archive(story), archive(story[:events]), tmp_path) is None


def test_a_ballot_that_was_taken_away_is_noticed(tmp_path: Path) -> None:
    story = steps(CASE)
    for case in ("b06-missing-superseded-ballot", "x03-ballot-dropped-consistently"):
        new = vector(f"tampered/{case}").read_bytes()
        refused = refusal(new, archive(story[:7]), tmp_path)
        assert refused is not None
        assert (refused.code, refused.where) == ("archive.not_extending", "earlier")


def test_a_shorter_archive_does_not_extend_a_longer_one(tmp_path: Path) -> None:
    story = steps(CASE)
    refused = refusal(archive(story[:3]), archive(story[:4]), tmp_path)
    assert refused is not None
    assert refused.code == "archive.not_extending"


def test_the_earlier_archive_must_be_one(tmp_path: Path) -> None:
    story = steps(CASE)
    refused = refusal(archive(story), archive(story)[:-512], tmp_path)
    assert refused is not None
    assert (refused.code, refused.where) == ("archive.truncated", "earlier.members[32]")


def test_the_time_in_the_header_may_differ(tmp_path: Path) -> None:
    story = steps(CASE)
    assert refusal(archive(story, timestamp=1), archive(story[:3], timestamp=2), tmp_path) is None
