"""The election object is read as strictly as its bytes are hashed."""

from typing import Any

import pytest

from stembus.protocol.base58 import ALPHABET
from stembus.protocol.election import (
    ListsQuestion,
    NonHomomorphicQuestion,
    Question,
    make_election,
    make_uuid,
    parse_election,
)
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from stembus.protocol.wire import parse, render
from tests.protocol.making import GROUPS, PLAIN, WITH_BLANK, election_with, seeded
from tests.protocol.vectors import HONEST, load, records, setup


@pytest.mark.parametrize("name", HONEST)
def test_elections_of_the_archives_are_read(name: str) -> None:
    election, _ = setup(name)
    published: Any = parse(election.raw)
    assert election.name == published["name"]
    assert election.group.name == published["group"]
    assert election.group.encode(election.public_key) == published["public_key"]
    assert len(election.questions) == len(published["questions"])


def test_questions_are_read() -> None:
    assert setup("h-threshold-2of3")[0].questions == (
        Question("Q1?", ("A", "B", "C"), 0, 1, False),
        Question("Q2?", ("A", "B"), 1, 1, True),
    )
    assert setup("nh-mixed-shuffles")[0].questions == (
        Question("H?", ("A", "B"), 0, 1, False),
        NonHomomorphicQuestion("Rank?", ("X", "Y", "Z")),
        NonHomomorphicQuestion("Grade?", ("X", "Y")),
    )


@pytest.mark.parametrize("name", ["h-threshold-2of3", "made-by-prototype-ed25519-h"])
def test_the_same_election_is_made_byte_for_byte(name: str) -> None:
    """Administrator and registrar are the first fields after the required ones."""
    election, _ = setup(name)
    published: Any = parse(election.raw)
    extra = [field for field in published if field in ("administrator", "credential_authority")]
    remade = make_election(
        uuid=election.uuid,
        name=election.name,
        description=election.description,
        group=election.group,
        public_key=election.public_key,
        questions=[each for each in election.questions if isinstance(each, Question)],
        extra={field: published[field] for field in extra},
    )
    assert remade == election.raw


@pytest.mark.parametrize("name", GROUPS)
def test_what_is_made_is_read_again(name: str) -> None:
    election = election_with(PLAIN, WITH_BLANK, group_name=name)
    assert election.questions == (PLAIN, WITH_BLANK)
    assert (election.group, election.name) == (group(name), "Ondernemingsraad – één")


def test_a_uuid_is_14_base58_digits() -> None:
    uuid = make_uuid(seeded("uuid"))
    assert len(uuid) == 14 and set(uuid) <= set(ALPHABET)


def edited(**changes: object) -> bytes:
    """An election with other values, or without those that are given as None."""
    original: Any = parse(election_with(PLAIN, WITH_BLANK).raw)
    merged = original | changes
    return render({field: value for field, value in merged.items() if value is not None})


def refused(raw: bytes) -> tuple[Code, str]:
    with pytest.raises(Rejected) as refusal:
        parse_election(raw)
    return refusal.value.code, refusal.value.where


def test_unknown_fields_are_bound_into_the_fingerprint_and_otherwise_ignored() -> None:
    question = {"id": "q1", "answers": ["A"], "min": 0, "max": 1, "question": "?", "seats": 3}
    plain, more = (
        parse_election(edited()),
        parse_election(edited(rules="abc", questions=[question])),
    )
    assert more.fingerprint != plain.fingerprint
    assert more.questions == (Question("?", ("A",), 0, 1, False),)


def test_extra_fields_are_appended_and_may_not_replace_others() -> None:
    election = election_with(PLAIN)
    known: dict[str, Any] = {
        "uuid": election.uuid,
        "name": election.name,
        "description": "",
        "group": election.group,
        "public_key": election.public_key,
        "questions": [PLAIN],
    }
    raw = make_election(**known, extra={"administrator": "A", "rules": {"seats": 3}})
    assert raw == election.raw[:-1] + b',"administrator":"A","rules":{"seats":3}}'
    with pytest.raises(Rejected) as refusal:
        make_election(**known, extra={"uuid": "x"})
    assert refusal.value.code == Code.ELECTION_SHAPE


@pytest.mark.parametrize("field", ["version", "description", "name", "group", "uuid", "questions"])
def test_every_field_is_needed(field: str) -> None:
    assert refused(edited(**{field: None})) == (Code.ELECTION_SHAPE, "")


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"version": 2}, Code.ELECTION_VERSION, "version"),
        ({"version": "1"}, Code.ELECTION_SHAPE, ""),
        ({"name": 1}, Code.ELECTION_SHAPE, ""),
        ({"administrator": 1}, Code.ELECTION_SHAPE, ""),
        ({"group": "Ed448"}, Code.GROUP_UNKNOWN, ""),
        ({"uuid": "1234567890123"}, Code.ELECTION_UUID, "uuid"),
        ({"uuid": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}, Code.ELECTION_UUID, "uuid"),
        ({"public_key": "0" * 63 + "2"}, Code.ELEMENT_INVALID, "public_key"),
        ({"public_key": "0" * 63 + "1"}, Code.ELECTION_PUBLIC_KEY, "public_key"),
        ({"questions": {}}, Code.ELECTION_SHAPE, "questions"),
        ({"questions": [1]}, Code.ELECTION_SHAPE, "questions[0]"),
    ],
)
def test_other_elections_are_refused(changes: dict[str, object], code: Code, where: str) -> None:
    assert refused(edited(**changes)) == (code, where)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"answers": ["A"], "min": 2, "max": 1, "question": "?"}, Code.QUESTION_BOUNDS),
        ({"answers": ["A"], "min": -1, "max": 1, "question": "?"}, Code.ELECTION_SHAPE),
        ({"answers": ["A"], "min": 0, "max": 1}, Code.ELECTION_SHAPE),
        ({"answers": [1], "min": 0, "max": 1, "question": "?"}, Code.ELECTION_SHAPE),
        (
            {"answers": ["A"], "blank": 1, "min": 0, "max": 1, "question": "?"},
            Code.ELECTION_SHAPE,
        ),
        ({"min": 0, "max": 1, "answers": ["A"], "question": "?"}, Code.JSON_NOT_CANONICAL),
        ({"type": "Essay", "value": {}}, Code.QUESTION_UNSUPPORTED),
    ],
)
def test_other_questions_are_refused(question: object, code: Code) -> None:
    assert refused(edited(questions=[question])) == (code, "questions[0]")


def test_more_to_choose_than_there_is_and_nothing_to_choose_are_allowed() -> None:
    loose = {"answers": ["A"], "blank": False, "min": 0, "max": 5, "question": "?"}
    nothing = {"answers": ["A"], "min": 0, "max": 0, "question": "?"}
    assert parse_election(edited(questions=[loose, nothing])).questions == (
        Question("?", ("A",), 0, 5, False),
        Question("?", ("A",), 0, 0, False),
    )


def test_lists_are_read() -> None:
    value = {"answers": [["List 1", "A", "B"], ["List 2", "C"]], "question": "?"}
    election = parse_election(edited(questions=[{"type": "Lists", "value": value}]))
    assert election.questions == (ListsQuestion("?", (("List 1", "A", "B"), ("List 2", "C"))),)


def test_another_order_of_fields_or_white_space_is_not_canonical() -> None:
    raw = edited()
    original: Any = parse(raw)
    assert refused(render(dict(reversed(original.items())))) == (Code.JSON_NOT_CANONICAL, "")
    assert refused(raw + b"\n") == (Code.JSON_NOT_CANONICAL, "")
    assert refused(raw[:-1]) == (Code.JSON_INVALID, "")


def test_the_fingerprint_is_that_of_the_published_bytes() -> None:
    name = "h-weighted-3trustees"
    assert parse_election(records(name)[0]).fingerprint == load("trace.json")[name]["fingerprint"]
