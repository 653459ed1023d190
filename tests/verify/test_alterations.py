"""Whoever makes a wrong archive can make its hashes right; what is wrong is seen nevertheless."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stembus.protocol.board import EventType, make_event
from stembus.protocol.hashing import sha256_hex
from tests.verify.archives import Step, archive, index_of, steps, vector, verdict, with_data

WEIGHTED = "h-weighted-3trustees"
THRESHOLD = "h-threshold-2of3"
Story = list[Step]


def test_an_archive_put_together_again_is_the_same() -> None:
    assert archive(steps(WEIGHTED)) == vector(WEIGHTED).read_bytes()


def replaced(
    event_type: EventType, position: int, old: bytes, new: bytes
) -> Callable[[Story], None]:
    """In the first event of that type, in that part of its data."""

    def change(story: Story) -> None:
        index = index_of(story, event_type)
        content = story[index].data[position]
        assert old in content
        story[index] = with_data(story[index], position, content.replace(old, new, 1))

    return change


def moved(event_type: EventType, by: int) -> Callable[[Story], None]:
    def change(story: Story) -> None:
        index = index_of(story, event_type)
        story.insert(index + by, story.pop(index))

    return change


def repeated(event_type: EventType) -> Callable[[Story], None]:
    """The first event of that type, twice."""

    def change(story: Story) -> None:
        index = index_of(story, event_type)
        story.insert(index, story[index])

    return change


def owned_by(owner: bytes) -> Callable[[Story], None]:
    return replaced(EventType.PARTIAL_DECRYPTION, 1, b'"owner":1', b'"owner":' + owner)


SETUP, BALLOT, TALLY = EventType.SETUP, EventType.BALLOT, EventType.ENCRYPTED_TALLY
PARTIAL, RESULT, END = EventType.PARTIAL_DECRYPTION, EventType.RESULT, EventType.END_BALLOTS


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (repeated(BALLOT), "ballot.duplicate", "events[2].ballot"),
        (repeated(SETUP), "event.order", "events[1].Setup"),
        (repeated(END), "event.order", "events[8].EndBallots"),
        (moved(END, -3), "event.order", "events[5].Ballot"),
        (repeated(TALLY), "event.order", "events[9].EncryptedTally"),
        (moved(TALLY, -1), "event.order", "events[7].EncryptedTally"),
        (moved(TALLY, 1), "event.order", "events[8].PartialDecryption"),
        (repeated(PARTIAL), "decryption.owner", "events[10].owner"),
        (owned_by(b"2"), "decryption.proof", None),
        (owned_by(b"0"), "decryption.owner", "events[9].owner"),
        (owned_by(b"4"), "decryption.owner", "events[9].owner"),
        (owned_by(b'"1"'), "decryption.shape", "events[9].owner"),
        (moved(RESULT, -1), "event.order", "events[12].PartialDecryption"),
        (
            replaced(TALLY, 1, b'"num_tallied":5', b'"num_tallied":6'),
            "tally.mismatch",
            "events[8].sized_tally",
        ),
        (
            replaced(TALLY, 1, b'"total_weight":12', b'"total_weight":13'),
            "tally.mismatch",
            "events[8].sized_tally",
        ),
        (
            replaced(TALLY, 1, b'"total_weight":12', b'"total_weight":"12"'),
            "tally.mismatch",
            "events[8].sized_tally",
        ),
        (replaced(TALLY, 0, b"[[", b"[ ["), "tally.mismatch", "events[8].encrypted_tally"),
        (replaced(RESULT, 0, b"[3,7", b"[3, 7"), "json.not_canonical", "events[12]"),
        (replaced(RESULT, 0, b"[4,8]", b"[4,8,0]"), "result.shape", "events[12].result[1]"),
        (replaced(SETUP, 0, b'"min":1', b'"min": 1'), "json.not_canonical", "events[0].election"),
        (replaced(SETUP, 0, b'"version":1', b'"version":2'), "election.version", None),
        (replaced(SETUP, 0, b'"max":', b'"max":1'), "ballot.other_fingerprint", "events[1].ballot"),
        (replaced(SETUP, 1, b'["Single"', b'["Double"'), "trustees.shape", "events[0].trustees[0]"),
        (replaced(SETUP, 2, b",1", b",-1"), "json.not_canonical", None),
        (replaced(SETUP, 2, b",1", b",01"), "json.not_canonical", None),
        (replaced(SETUP, 2, b",1", b",9"), "tally.mismatch", None),
        (replaced(BALLOT, 0, b'"alpha":"', b'"alpha":"0'), "ballot.signature", None),
        (replaced(BALLOT, 0, b'"response":"', b'"response":"0'), "ballot.not_canonical", None),
        (replaced(BALLOT, 0, b"{", b""), "ballot.not_json", "events[1].ballot"),
        (replaced(BALLOT, 0, b'"credential":"', b'"credential":"1'), "element.invalid", None),
    ],
)
def test_an_alteration_is_refused(
    change: Callable[[Story], None], code: str | None, where: str | None, tmp_path: Path
) -> None:
    story = steps(WEIGHTED)
    change(story)
    found = verdict(tmp_path / "altered.bel", archive(story))
    assert found is not None
    assert found == (code or found[0], where or found[1])


@pytest.mark.parametrize("dropped", range(13))
def test_no_event_but_the_last_can_be_left_out(dropped: int, tmp_path: Path) -> None:
    """Save for the superseded ballot of whoever voted twice: see `--earlier`."""
    story = steps(WEIGHTED)
    superseded = 1
    del story[dropped]
    refused = verdict(tmp_path / "dropped.bel", archive(story)) is not None
    assert refused == (dropped not in (superseded, 12))


def test_any_two_of_three_can_decrypt(tmp_path: Path) -> None:
    """The threshold election has the decryptions of two; in either order they give the result."""
    story = steps(THRESHOLD)
    first = index_of(story, PARTIAL)
    story[first], story[first + 1] = story[first + 1], story[first]
    assert verdict(tmp_path / "reordered.bel", archive(story)) is None


def test_an_archive_without_events_is_refused(tmp_path: Path) -> None:
    assert verdict(tmp_path / "empty.bel", archive([])) == ("archive.empty", "")


def test_an_event_cannot_refer_to_data_elsewhere(tmp_path: Path) -> None:
    """Data are in front of the event that uses them, even if an earlier one had the same."""
    story = steps(WEIGHTED)
    raw = archive(story[:2])
    parent = sha256_hex(make_event(0, SETUP, None, sha256_hex(story[0].data[-1])))
    assert parent.encode() in raw
    story[2] = Step(BALLOT, ())
    assert verdict(tmp_path / "bare.bel", archive(story)) == ("event.payload", "events[2]")
