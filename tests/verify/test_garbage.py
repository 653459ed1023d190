"""Whatever a file holds, there is a verdict: it is never a traceback."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stembus.protocol.board import EventType, Kind, header, make_event, record
from stembus.protocol.errors import Code
from stembus.protocol.hashing import sha256_hex
from tests.verify.archives import Step, archive, report_of, steps, vector, with_data
from tests.verify.mixed import mixed

CASES = ["ed25519-33-h-single", "made-by-prototype-ed25519-h"]
STORIES = {case: steps(case) for case in CASES} | {"mixed": mixed()}
RAW = vector(CASES[0]).read_bytes()

bounded = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["0", "-1", "1e9", "00" * 32, "ff" * 32, "\ud800", "9" * 5000, [], {}]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def refused(where: Path, raw: bytes) -> bool:
    report = report_of(where / "garbage.bel", raw)
    assert report.refusal is None or report.refusal.code in Code
    return not report.valid


@bounded
@given(st.binary(max_size=2000))
def test_random_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    where = tmp_path_factory.getbasetemp()
    assert refused(where, raw)
    assert refused(where, header(0) + raw) or raw == b""


@bounded
@given(st.data())
def test_an_archive_with_some_bytes_changed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = bytearray(RAW)
    start = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.binary(min_size=1, max_size=8))
    raw[start : start + data.draw(st.integers(0, 8))] = new
    assert refused(tmp_path_factory.getbasetemp(), bytes(raw)) or raw == RAW


@bounded
@given(st.integers(0, len(RAW) - 1))
def test_an_archive_that_is_cut_off(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    """What is left is refused or ends, by luck, after an event."""
    report = report_of(tmp_path_factory.getbasetemp() / "cut.bel", RAW[:length])
    assert report.result is None


@bounded
@given(st.data())
def test_an_archive_with_other_json_in_it_and_right_hashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    story = list(STORIES[data.draw(st.sampled_from(sorted(STORIES)))])
    index = data.draw(st.sampled_from([i for i, step in enumerate(story) if step.data]))
    position = data.draw(st.integers(0, len(story[index].data) - 1))
    raw = story[index].data[position]
    changed = _altered(json.loads(raw), data)
    content = json.dumps(changed, separators=(",", ":"), ensure_ascii=False)
    story[index] = with_data(story[index], position, content.encode(errors="surrogatepass"))
    unseen = content.encode(errors="surrogatepass") == raw or _is_harmless(story[index], position)
    assert refused(tmp_path_factory.getbasetemp(), archive(story)) or unseen


def _altered(value: Any, data: st.DataObject) -> Any:
    """The tree with a part of it replaced, left out or added."""
    if not isinstance(value, list | dict) or not value or data.draw(st.integers(0, 3)) == 0:
        return data.draw(anything)
    value = copy.copy(value)
    key = data.draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value))))
    if data.draw(st.integers(0, 9)) == 0:
        del value[key]
    else:
        value[key] = _altered(value[key], data)
    return value


def _is_harmless(step: Step, position: int) -> bool:
    """A list of credentials without one that was not used is valid: see the tampered archives.
    And it is not proved which of the trustees shuffled."""
    return (step.type, position) in {(EventType.SETUP, 2), (EventType.SHUFFLE, 1)}


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 33 + b"]" * 33,
        b"1" * 100_000,
        b"1e999999",
        b'"\\ud800"',
        b"\xff\xfe",
        b"",
        b"null",
        b"NaN",
    ],
)
@pytest.mark.parametrize("position", range(5))
def test_json_that_wants_to_break_the_reader(raw: bytes, position: int, tmp_path: Path) -> None:
    """As any part of Setup, and as a ballot."""
    setup, ballot, *_ = STORIES[CASES[0]]
    if position < 3:
        story = [with_data(setup, position, raw)]
    elif position == 3:
        story = [Step(EventType.SETUP, (*setup.data[:3], raw))]
    else:
        story = [setup, with_data(ballot, 0, raw)]
    assert refused(tmp_path, archive(story))


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"\xff", b"", b'{"height":' + b"9" * 9999 + b"}"])
def test_an_event_that_wants_to_break_the_reader(raw: bytes, tmp_path: Path) -> None:
    assert refused(tmp_path, header(0) + record(Kind.EVENT, raw, 0))


def test_data_without_an_event_are_refused_at_once(tmp_path: Path) -> None:
    event = make_event(0, EventType.SETUP, None, sha256_hex(b"1"))
    data = record(Kind.DATA, b"1", 0) * 1000
    assert refused(tmp_path, header(0) + data + record(Kind.EVENT, event, 0))
