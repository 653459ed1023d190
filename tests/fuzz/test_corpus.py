"""What fuzzing found worth keeping is the same on both cores, at every run of the tests."""

from pathlib import Path

import pytest

from tests.fuzz.targets import CORPUS, TARGETS

CASES = sorted(CORPUS.glob("*/*"))


def test_there_is_a_corpus_for_every_target() -> None:
    assert {case.parent.name for case in CASES} == TARGETS.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name[:8]}")
def test_the_cores_agree(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())
