"""The verdict does not depend on how the ballots were divided over processes."""

from pathlib import Path

import pytest

from stembus.verify.report import Report, as_json
from tests.protocol.making import PLAIN
from tests.verify.archives import Step, archive, report_of
from tests.verify.elections import Held

VOTERS = 150  # three chunks


@pytest.fixture(scope="module")
def story() -> list[Step]:
    votes = [(voter, [[1, 0, voter % 2]]) for voter in range(VOTERS)]
    return Held([PLAIN], weights=[1 + voter % 3 for voter in range(VOTERS)], votes=votes).story


def reports(where: Path, story: list[Step]) -> list[Report]:
    return [report_of(where / "x.bel", archive(story), jobs=jobs) for jobs in (1, 2)]


def test_several_processes_count_what_one_counts(story: list[Step], tmp_path: Path) -> None:
    alone, together = (as_json(report) for report in reports(tmp_path, story))
    assert alone == together
    assert (alone["valid"], alone["counted"], alone["result"]) == (True, VOTERS, [[300, 0, 150]])


def test_the_first_fault_is_reported_whoever_found_it(story: list[Step], tmp_path: Path) -> None:
    altered = list(story)
    for height in (60, 70, 149):  # at the end of the first chunk, and in the others
        (raw,) = story[height].data
        altered[height] = Step(
            story[height].type, (raw.replace(b'"response":"', b'"response":"1'),)
        )
    for report in reports(tmp_path, altered):
        assert report.refusal is not None
        assert report.refusal.where.startswith("events[60].ballot")
