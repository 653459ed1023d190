"""The `stembus` command holds an election, and says plainly what it refuses."""

import json
import re
import subprocess
import time
from pathlib import Path

import pytest

from stembus.protocol.errors import Code
from stembus.verify.verification import verify
from tests.service import COMMANDS, Service

GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/command-line.md"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Service(tmp_path_factory.mktemp("command")) as running:
        yield running


def example(folder: Path) -> Path:
    """The file that the guide shows."""
    (text,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    path = folder / "election.json"
    path.write_text(text)
    return path


def created(service: Service, folder: Path) -> str:
    election = service.command("create", str(example(folder)), "--organiser", "org@x.nl")
    roll = folder / "roll.csv"
    roll.write_text("email\nann@x.nl\nben@x.nl\nno address\n")
    counts = service.command("roll", election, str(roll))
    assert json.loads(counts) == {"new": 2, "changed": 0, "same": 0, "refused": 1}
    for name in ("ria", "tom"):
        service.command(
            *("trustee", election, "--name", name, "--email", f"{name}@x.nl"),
            *("--key-file", str(folder / f"{name}.json")),
        )
    return election


def wait_for(service: Service, election: str, phase: str) -> dict:
    for _ in range(60):
        status = json.loads(service.command("status", election))
        if status["phase"] == phase:
            return status
    raise AssertionError(service.log())


def test_an_election_from_a_file_to_its_archive(service: Service, tmp_path: Path) -> None:
    election = created(service, tmp_path)
    service.command("open", election)
    ann = ("--choice", "1,3", "--choice", "2", "--choice", "4")
    first = service.command("vote", service.link("ann@x.nl"), *ann)
    assert json.loads(first)["receipt"]["tracker"] == json.loads(first)["tracker"]
    ben = ("--choice", "blank", "--choice", "1", "--choice", "1")
    service.command("vote", service.link("ben@x.nl"), *ben)
    service.command("close", election)
    wait_for(service, election, "decrypting")
    for name in ("ria", "tom"):
        service.command("decrypt", str(tmp_path / f"{name}.json"))
    status = wait_for(service, election, "published")
    (poll,) = status["polls"]
    assert (poll["voters"], poll["voted"], poll["ballots"]) == (2, 2, 2)
    archive = tmp_path / "election.bel"
    service.command("export", poll["uuid"], "--output", str(archive))
    report = verify(archive)
    assert report.valid and report.result == [[1, 1, 0, 1], [1, 1], [0, 1, 0, 0, 1, 0]]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("status", "00000000-0000-0000-0000-000000000000"), 1, "election.unknown"),
        (("status", "nonsense"), 1, "election.unknown"),
        (("create", "FOLDER/none.json"), 2, "no such file"),
        (("create", "FOLDER/broken.json"), 1, "election.file"),
        (("create", "FOLDER/empty.json"), 1, "election.file"),
        (("decrypt", "FOLDER/empty.json"), 1, "trustee.key_file_shape"),
        (("decrypt", "FOLDER/other.json"), 1, "election.unknown"),
        (("export", "nowhere"), 1, "poll.unknown"),
        (("vote", "ftp://x/#" + "1" * 22, "--choice", "1"), 1, "request.invalid"),
        (("vote", "http://x/#short", "--choice", "1"), 1, "voting_code.length"),
        (("vote", "http://x/#0OIl", "--choice", "1"), 1, "voting_code.alphabet"),
        (("nonsense",), 2, "invalid choice"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(
    service: Service, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "empty.json").write_text("{}")
    other = {"type": "stembus-trustee-key", "version": 1, "election": "x", "trustee": "x"}
    key = "6666666666666666666666666666666666666666666666666666666666666658"
    other |= {"group": "Ed25519", "public_key": key, "private_key": "1"}
    (tmp_path / "other.json").write_text(json.dumps(other))
    done = subprocess.run(
        [COMMANDS / "stembus", *(text.replace("FOLDER", str(tmp_path)) for text in arguments)],
        env=service.environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


def test_choices_that_the_paper_does_not_have_are_refused(service: Service, tmp_path: Path) -> None:
    election = created(service, tmp_path)
    service.command("open", election)
    link = service.link("ann@x.nl")
    for given, code in (
        (("1",), "choice.questions"),
        (("9", "1", "1"), "choice.number"),
        (("x", "1", "1"), "choice.number"),
        (("1", "blank", "1"), "choice.blank"),
        (("1,2,3", "1", "1"), "choices.too_many"),
        (("1", "", "1"), "choices.too_few"),
    ):
        chosen = [word for choice in given for word in ("--choice", choice)]
        with pytest.raises(RuntimeError, match=code):
            service.command("vote", link, *chosen)


def test_a_trustee_s_key_of_another_trustee_s_election_is_refused(
    service: Service, tmp_path: Path
) -> None:
    """The election is known; the trustee is not one of its own."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    created(service, tmp_path / "a")
    other = created(service, tmp_path / "b")
    path = tmp_path / "a" / "ria.json"
    content = json.loads(path.read_text()) | {"election": other}
    path.write_text(json.dumps(content))
    with pytest.raises(RuntimeError, match=re.escape(Code.TRUSTEE_KEY_FILE_OTHER_ELECTION)):
        service.command("decrypt", str(path))


def test_a_key_file_is_never_overwritten(service: Service, tmp_path: Path) -> None:
    election = created(service, tmp_path)
    before = (tmp_path / "ria.json").read_bytes()
    arguments = ("trustee", election, "--name", "x", "--email", "x@x.nl", "--key-file")
    with pytest.raises(RuntimeError, match="exists"):
        service.command(*arguments, str(tmp_path / "ria.json"))
    assert (tmp_path / "ria.json").read_bytes() == before


def test_serving_makes_no_account_where_there_are_people(tmp_path: Path) -> None:
    service = Service(tmp_path / "service")
    service.command("migrate")
    service.command("organisation", "School", "--organiser", "els@x.nl")
    with service:
        deadline = time.monotonic() + 30
        while "is running" not in service.log() and time.monotonic() < deadline:
            time.sleep(0.1)
    assert "is running" in service.log() and "Log in as organiser" not in service.log()
