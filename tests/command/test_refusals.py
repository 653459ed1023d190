"""What the service or the election refuses, the command says by its code, and ends with 1."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.service import COMMANDS, Service

QUESTION = {"title": "Who?", "answers": ["Ada", "Bob"]}
LISTS = {"title": "Who?", "lists": [{"name": "A", "candidates": ["Ada", "Bob"]}]}
ELECTION = {"name": "Council", "polls": [{"questions": [QUESTION]}]}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("refusals")) as running:
        yield running


@pytest.fixture
def election(service: Service, tmp_path: Path) -> str:
    path = tmp_path / "election.json"
    path.write_text(json.dumps(ELECTION))
    return service.command("create", str(path))


def refusal(service: Service, *arguments: object) -> str:
    """The code on standard error, in the one line that is there."""
    done = subprocess.run(
        [COMMANDS / "stembus", *map(str, arguments)],
        env=service.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done
    (line,) = done.stderr.splitlines()
    said, refused, code, *_ = line.split(": ")
    assert (said, refused) == ("stembus", "refused")
    return code.split(" ")[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": None}, "election.file"),
        ({"name": ["x"]}, "election.file"),
        ({"name": ""}, "text.invalid"),
        ({"name": "x" * 201}, "text.invalid"),
        ({"name": "a\u0000b"}, "text.control"),
        ({"language": "de"}, "text.invalid"),
        ({"group": "P-256"}, "text.invalid"),
        ({"unknown": 1}, "election.file"),
        ({"polls": {}}, "election.file"),
        ({"polls": [1]}, "election.file"),
        ({"polls": [{}]}, "election.file"),
        ({"polls": [{"questions": [QUESTION]}, {"questions": []}]}, "poll.name"),
        ({"polls": [{"questions": [{**QUESTION, "answers": "abc"}]}]}, "election.file"),
        ({"polls": [{"questions": [{**QUESTION, "answers": [1, 2]}]}]}, "election.file"),
        ({"polls": [{"questions": [{**QUESTION, "min": "1"}]}]}, "election.file"),
        ({"polls": [{"questions": [{**QUESTION, "max": True}]}]}, "election.file"),
        ({"polls": [{"questions": [{**QUESTION, "max": 3}]}]}, "question.bounds"),
        ({"polls": [{"questions": [{**QUESTION, "title": " "}]}]}, "question.title"),
        ({"polls": [{"questions": [{**QUESTION, "lists": []}]}]}, "election.file"),
        ({"polls": [{"questions": [{"title": "Who?", "lists": [1]}]}]}, "election.file"),
        ({"polls": [{"questions": [{"title": "Who?", "lists": [{}]}]}]}, "election.file"),
        ({"polls": [{"questions": [{**LISTS, "rules": 1}]}]}, "election.file"),
        ({"polls": [{"questions": [{**LISTS, "seats": "2"}]}]}, "election.file"),
        ({"polls": [{"questions": [LISTS]}]}, "question.rules_missing"),
        ({"polls": [{"questions": [{**LISTS, "rules": "dice", "seats": 1}]}]}, "seats.rules"),
        ({"polls": [{"questions": [{**LISTS, "rules": "university"}]}]}, "question.seats"),
    ],
)
def test_a_file_that_is_no_election_makes_none(
    service: Service, tmp_path: Path, change: dict[str, object], code: str
) -> None:
    path = tmp_path / "election.json"
    path.write_text(json.dumps(ELECTION | change))
    assert refusal(service, "create", path) == code


def test_what_is_not_ready_does_not_open(service: Service, election: str) -> None:
    assert refusal(service, "open", election) == "election.phase"
    assert refusal(service, "close", election) == "election.phase"


def trusted(service: Service, election: str, folder: Path) -> None:
    for name in ("ria", "tom"):
        service.command(
            *("trustee", election, "--name", name, "--email", f"{name}@x.nl"),
            *("--key-file", str(folder / f"{name}.key")),
        )


def test_what_lacks_voters_stays_open_to_editing(
    service: Service, election: str, tmp_path: Path
) -> None:
    trusted(service, election, tmp_path)
    assert refusal(service, "open", election) in ("election.incomplete", "election.phase")
    roll = tmp_path / "roll.csv"
    roll.write_text("email\nann@x.nl\n")
    service.command("roll", election, str(roll))


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (("--at", "tomorrow"), "election.time"),
        (("--at", "2999-01-01T09:00"), "election.time"),
        (("--at", "2020-01-01T09:00+01:00"), "election.time_past"),
        (("--closes", "2020-01-01T09:00+01:00"), "election.time_past"),
        (
            ("--at", "2999-01-02T09:00Z", "--closes", "2999-01-01T09:00Z"),
            "election.closing_before_opening",
        ),
    ],
)
def test_times_that_can_not_be_are_refused(
    service: Service, election: str, tmp_path: Path, times: tuple[str, ...], code: str
) -> None:
    trusted(service, election, tmp_path)
    assert refusal(service, "open", election, *times) == code


def test_a_roll_is_only_looked_at_with_check(
    service: Service, election: str, tmp_path: Path
) -> None:
    roll = tmp_path / "roll.csv"
    roll.write_text("email\nann@x.nl\nann@x.nl\n")
    counts = {"new": 1, "changed": 0, "same": 0, "refused": 1}
    for _ in range(2):
        assert json.loads(service.command("roll", election, str(roll), "--check")) == counts
    roll.write_bytes("email\na@x.nl\n".encode("utf-16-le"))
    assert refusal(service, "roll", election, roll) == "roll.encoding"


def test_what_the_booth_refuses_is_said_by_its_own_code(
    service: Service, election: str, tmp_path: Path
) -> None:
    trusted(service, election, tmp_path)
    roll = tmp_path / "roll.csv"
    roll.write_text("email\nvoter@x.nl\n")
    service.command("roll", election, str(roll))
    poll = json.loads(service.command("status", election))["polls"][0]["uuid"]
    nowhere = f"{service.origin}/nl/vote/{poll}/#{'1' * 22}"
    assert refusal(service, "vote", nowhere, "--choice", "1") == "poll.unknown"
    assert refusal(service, "export", poll) == "poll.unknown"
    service.command("open", election)
    assert refusal(service, "vote", nowhere, "--choice", "1") == "ballot.credential_unlisted"
    link = service.link("voter@x.nl")
    service.command("vote", link, "--choice", "1")
    key = tmp_path / "ria.key"
    assert refusal(service, "decrypt", key) == "decryption.not_ready"
    service.command("close", election)
    assert refusal(service, "vote", link, "--choice", "2") == "poll.closed"
