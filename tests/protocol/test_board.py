"""An archive is written in one way only, and read in that way only."""

from io import BytesIO
from tarfile import TarFile

import pytest

from stembus.protocol.board import (
    BLOCK,
    MAX_RECORD,
    Event,
    EventType,
    Kind,
    Record,
    header,
    make_event,
    member,
    parse_event,
    read_records,
    record,
)
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.hashing import sha256_hex
from tests.protocol.vectors import HONEST, VECTORS

TIME = 1_795_460_205
DATA = record(Kind.DATA, b"[1]", TIME)


def read(raw: bytes) -> list[Record]:
    return list(read_records(BytesIO(raw).read))


def refusal_of(raw: bytes) -> tuple[Code, str]:
    with pytest.raises(Rejected) as refusal:
        read(raw)
    return refusal.value.code, refusal.value.where


def test_the_header_is_as_other_programs_write_it() -> None:
    (path,) = (VECTORS / "h-weighted-3trustees").glob("*.bel")
    assert path.read_bytes().startswith(header(TIME))


@pytest.mark.parametrize("name", HONEST)
def test_archives_of_other_programs_are_read_and_written_back_byte_by_byte(name: str) -> None:
    (path,) = (VECTORS / name).glob("*.bel")
    raw = path.read_bytes()
    timestamp = int(raw[136:147], 8)
    again = header(timestamp)
    for found in read(raw):
        assert raw[found.offset :].startswith(found.content)
        again += record(found.kind, found.content, timestamp)
    assert again == raw


def test_tar_programs_can_unpack_it() -> None:
    with TarFile(fileobj=BytesIO(header(TIME) + DATA)) as tar:
        assert tar.getnames() == ["BELENIOS", sha256_hex(b"[1]") + ".data.json"]


def test_an_event_is_read_as_it_is_made() -> None:
    event = Event(3, EventType.BALLOT, "ab" * 32, "cd" * 32)
    raw = make_event(event.height, event.type, event.parent, event.payload)
    assert raw == (
        b'{"parent":"%s","height":3,"type":"Ballot","payload":"%s"}' % (b"ab" * 32, b"cd" * 32)
    )
    assert parse_event(raw) == event
    assert make_event(0, EventType.SETUP) == b'{"height":0,"type":"Setup"}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"not an archive",
        bytes(1024),
        header(TIME)[:-1],
        header(TIME).replace(b'"1795460205"', b" 1795460205 "),
        header(TIME).replace(b'"version":1', b'"version":2'),
        member("BELENIOS", b'{"version":1,"timestamp":"1795460206"}', TIME),
    ],
)
def test_what_does_not_begin_as_an_archive_is_refused(raw: bytes) -> None:
    assert refusal_of(raw) == (Code.ARCHIVE_NOT_BELENIOS, "members[0]")


@pytest.mark.parametrize("cut", [1, 100, 511, 512, 515, 1023])
def test_an_archive_that_ends_within_a_member_is_refused(cut: int) -> None:
    assert refusal_of(header(TIME) + DATA[:cut]) == (Code.ARCHIVE_TRUNCATED, "members[1]")


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (64, b","),  # the name's end
        (99, b"x"),  # after the name
        (100, b"0000755"),  # mode
        (108, b"0001000"),  # owner
        (116, b"0001000"),  # group
        (124, b"00000000004"),  # size
        (124, b"0x000000003"),
        (136, b"15301201416"),  # time
        (148, b"000000"),  # checksum
        (154, b"  "),
        (156, b"\0"),  # type
        (157, b"link"),
        (257, b"ustar"),
        (265, b"root"),
        (511, b"\1"),
        (515, b"\1"),  # padding
        (1023, b"\1"),
    ],
)
def test_no_byte_around_the_content_can_be_changed(position: int, value: bytes) -> None:
    raw = DATA[:position] + value + DATA[position + len(value) :]
    assert refusal_of(header(TIME) + raw) == (Code.ARCHIVE_MEMBER, "members[1]")


def test_a_member_of_another_time_is_refused() -> None:
    other = record(Kind.DATA, b"[1]", TIME + 1)
    assert refusal_of(header(TIME) + DATA + other) == (Code.ARCHIVE_MEMBER, "members[2]")


@pytest.mark.parametrize("name", ["BELENIOS", "a.data.json", "A" * 64 + ".data.json", "é"[:0]])
def test_a_member_of_another_name_is_refused(name: str) -> None:
    other = member(name, b"[1]", TIME)
    assert refusal_of(header(TIME) + other) == (Code.ARCHIVE_MEMBER, "members[1]")


def test_a_member_with_another_ones_name_is_refused() -> None:
    other = member(sha256_hex(b"[2]") + ".data.json", b"[1]", TIME)
    assert refusal_of(header(TIME) + other) == (Code.ARCHIVE_HASH, "members[1]")


def test_the_end_marks_of_tar_programs_are_refused() -> None:
    assert refusal_of(header(TIME) + DATA + bytes(BLOCK)) == (Code.ARCHIVE_MEMBER, "members[2]")


def test_a_size_that_is_only_in_the_header_costs_nothing() -> None:
    claimed = _header_only(MAX_RECORD)
    assert refusal_of(header(TIME) + claimed) == (Code.ARCHIVE_TRUNCATED, "members[1]")
    claimed = _header_only(MAX_RECORD + 1)
    assert refusal_of(header(TIME) + claimed) == (Code.ARCHIVE_TOO_LARGE, "members[1]")


class _Long(bytes):
    """Says that it is longer than it is."""

    size: int

    def __len__(self) -> int:
        return self.size


def _header_only(size: int) -> bytes:
    content = _Long(b"")
    content.size = size
    return member("ab" * 32 + ".data.json", content, TIME)[:BLOCK]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"height":0,"type":"Lunch"}',
        b'{"height":"0","type":"Setup"}',
        b'{"height":-1,"type":"Setup"}',
        b'{"height":true,"type":"Setup"}',
        b'{"height":0,"type":["Setup"]}',
        b'{"type":"Setup","height":0}',
        b'{"height":0, "type":"Setup"}',
        b'{"height":0,"type":"Setup","payload":null}',
        b'{"height":0,"type":"Setup","payload":"ab"}',
        b'{"height":0,"type":"Setup","payload":"%s"}' % (b"AB" * 32),
        b'{"height":0,"type":"Setup","more":1}',
        b"[]",
        b"\xff",
    ],
)
def test_events_have_one_form(raw: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_event(raw)
    assert refusal.value.code in {
        Code.EVENT_SHAPE,
        Code.JSON_SHAPE,
        Code.JSON_INVALID,
        Code.JSON_NOT_CANONICAL,
    }
