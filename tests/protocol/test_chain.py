"""The events of a board come in one order, each with its own data."""

from collections.abc import Sequence

import pytest

from stembus.protocol.board import EventType, Kind, Record, make_event
from stembus.protocol.chain import NEXT, Entry, Phase, follow
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.wire import render
from tests.verify.archives import steps

HASH = "ab" * 32


def data(content: bytes) -> Record:
    return Record(Kind.DATA, sha256_hex(content), content, 0)


def event(content: bytes) -> Record:
    return Record(Kind.EVENT, sha256_hex(content), content, 0)


def setup(**changes: object) -> list[Record]:
    """A Setup event with its data; `changes` are of the envelope."""
    parts = [data(name) for name in (b'"e"', b'"t"', b'"c"')]
    names = ("election", "trustees", "credentials")
    envelope = dict(zip(names, (part.hash for part in parts), strict=True))
    last = data(render(envelope | changes))
    return [*parts, last, event(make_event(0, EventType.SETUP, None, last.hash))]


def ballot(previous: Sequence[Record], height: int = 1) -> list[Record]:
    part = data(b'"b%d"' % height)
    return [part, event(make_event(height, EventType.BALLOT, previous[-1].hash, part.hash))]


def refusal_of(records: Sequence[Record]) -> tuple[Code, str]:
    with pytest.raises(Rejected) as refusal:
        list(follow(records))
    return refusal.value.code, refusal.value.where


def test_each_event_comes_with_its_data_and_the_phase_after_it() -> None:
    records = setup()
    records += ballot(records)
    first, second = follow(records)
    assert (first.event.type, first.phase, len(first.data)) == (EventType.SETUP, Phase.SETUP, 4)
    assert second == Entry(second.event, records[-1].hash, Phase.VOTING, (records[-2],))


def test_an_archive_may_stop_after_any_event() -> None:
    assert list(follow([])) == []
    assert [entry.phase for entry in follow(setup())] == [Phase.SETUP]


@pytest.mark.parametrize("case", ["h-weighted-3trustees", "nh-mixed-shuffles"])
def test_whole_elections_end_with_a_result(case: str) -> None:
    assert steps(case)[-1].type is EventType.RESULT


def test_every_phase_but_the_last_can_be_left() -> None:
    assert {phase for phase, _ in NEXT} == set(Phase) - {Phase.RESULT}
    assert set(NEXT.values()) == set(Phase) - {Phase.EMPTY}
    assert {event_type for _, event_type in NEXT} == set(EventType)


@pytest.mark.parametrize("event_type", [each for each in EventType if each is not EventType.BALLOT])
def test_only_a_ballot_follows_setup_or_the_end_of_voting(event_type: EventType) -> None:
    records = setup()
    records += [event(make_event(1, event_type, records[-1].hash))]
    if event_type is EventType.END_BALLOTS:
        assert [entry.phase for entry in follow(records)] == [Phase.SETUP, Phase.CLOSED]
    else:
        assert refusal_of(records) == (Code.EVENT_ORDER, f"events[1].{event_type}")


def test_the_first_event_must_be_setup() -> None:
    part = data(b'"b"')
    first = event(make_event(0, EventType.BALLOT, None, part.hash))
    assert refusal_of([part, first]) == (Code.EVENT_ORDER, "events[0].Ballot")


@pytest.mark.parametrize("parent", [None, HASH])
def test_an_event_names_the_one_before_it(parent: str | None) -> None:
    records = [*setup(), event(make_event(1, EventType.END_BALLOTS, parent))]
    assert refusal_of(records) == (Code.EVENT_PARENT, "events[1]")


def test_the_first_event_has_no_parent() -> None:
    *parts, _ = setup()
    first = event(make_event(0, EventType.SETUP, HASH, parts[-1].hash))
    assert refusal_of([*parts, first]) == (Code.EVENT_PARENT, "events[0]")


@pytest.mark.parametrize("height", [0, 2])
def test_heights_count_the_events(height: int) -> None:
    records = setup()
    records += [event(make_event(height, EventType.END_BALLOTS, records[-1].hash))]
    assert refusal_of(records) == (Code.EVENT_HEIGHT, "events[1]")


def test_an_event_needs_its_form() -> None:
    assert refusal_of([event(b'{"height": 0}')]) == (Code.EVENT_SHAPE, "events[0]")


@pytest.mark.parametrize(
    "changes",
    [
        {"election": HASH},
        {"trustees": None},
        {"credentials": [HASH]},
        {"credentials_certificate": HASH},
    ],
)
def test_the_envelope_names_the_data_before_it(changes: dict[str, object]) -> None:
    assert refusal_of(setup(**changes)) == (Code.EVENT_PAYLOAD, "events[0]")


def test_data_come_in_the_order_of_the_envelope() -> None:
    election, trustees, credentials, *rest = setup()
    mixed = [trustees, election, credentials, *rest]
    assert refusal_of(mixed) == (Code.EVENT_PAYLOAD, "events[0]")


def test_an_event_has_neither_less_nor_more_than_its_data() -> None:
    records = setup()
    assert refusal_of(records[1:]) == (Code.EVENT_PAYLOAD, "events[0]")
    assert refusal_of([records[-1]]) == (Code.EVENT_PAYLOAD, "events[0]")
    *before, last = ballot(records)
    assert refusal_of([*records, data(b"1"), *before, last]) == (Code.EVENT_PAYLOAD, "events[1]")
    assert refusal_of([*records, last]) == (Code.EVENT_PAYLOAD, "events[1]")


def test_the_payload_is_the_hash_of_the_data() -> None:
    records = setup()
    wrong = event(make_event(1, EventType.BALLOT, records[-1].hash, HASH))
    assert refusal_of([*records, data(b"1"), wrong]) == (Code.EVENT_PAYLOAD, "events[1]")
    absent = event(make_event(1, EventType.BALLOT, records[-1].hash))
    assert refusal_of([*records, data(b"1"), absent]) == (Code.EVENT_PAYLOAD, "events[1]")


def test_the_end_of_voting_has_no_data() -> None:
    records = setup()
    part = data(b"1")
    parent = records[-1].hash
    end = event(make_event(1, EventType.END_BALLOTS, parent, part.hash))
    assert refusal_of([*records, part, end]) == (Code.EVENT_PAYLOAD, "events[1]")
    bare = event(make_event(1, EventType.END_BALLOTS, parent))
    assert refusal_of([*records, part, bare]) == (Code.EVENT_PAYLOAD, "events[1]")


def test_data_that_no_event_uses_are_refused() -> None:
    unused = data(b"1")
    assert refusal_of([*setup(), unused]) == (Code.ARCHIVE_UNREFERENCED, unused.hash)
    assert refusal_of([unused] * 5) == (Code.ARCHIVE_UNREFERENCED, unused.hash)
