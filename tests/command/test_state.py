"""`stembus state`: what came back is all that was noted, and verified; else it says what is not."""

import json
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from stembus import keys
from stembus.command.checking import GROWING, models
from stembus.command.main import main
from stembus.config import STATEMENTS
from stembus.domain.audit.models import Entry
from stembus.domain.ballots.models import Ballot
from stembus.domain.board.models import Checkpoint, Record
from stembus.domain.retention.models import Deletion
from stembus.protocol.board import EventType
from stembus.verify.verification import verify
from tests.elections import Held, opened
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="rows as PostgreSQL has")


@pytest.fixture
def held() -> Held:
    """Concluded, with two ballots; and noted."""
    held = opened()
    for voter, choice in (("ann@x.nl", [0, 1, 0, 0]), ("cas@x.nl", [0, 0, 1, 1])):
        assert held.cast(held.ballot(voter, [choice]))[0] == 200
    held.finish()
    assert main(["state", "note"]) == 0
    return held


def checked(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What it found, or the code of its refusal."""
    capsys.readouterr()
    status = main(["state", "check", *options])
    out, err = capsys.readouterr()
    if status:
        refusal = err.splitlines()[-1]
        return refusal.removeprefix("stembus: refused: ").split(":")[0]
    return out


def test_what_is_whole_passes(held: Held, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(checked(capsys, "--with-keys"))["found"]
    assert found["rows"]["now"]["ballots.Ballot"] == 2
    assert found["boards"]["ballots"] == 2
    assert found["elections"] == {"ballots": 2, "results": 1}
    assert found["keys"] == {"held": 1, "lost": 0}
    assert found["trail"]["entries"] == Entry.objects.count()
    assert found["trail"]["checkpoints"] > 0


def test_before_anything_is_noted_there_is_nothing_to_compare_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened()
    assert checked(capsys) == "state.note"


def test_less_than_was_noted_is_found(held: Held, capsys: pytest.CaptureFixture[str]) -> None:
    Ballot.objects.filter(pk=Ballot.objects.values("pk")[:1]).delete()
    assert checked(capsys) == "state.rows"


def test_what_its_term_deleted_is_not_missed(
    held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    count = Record.objects.count()
    Ballot.objects.all().delete()
    Record.objects.all().delete()
    Checkpoint.objects.all().delete()
    counts = {"ballots.Ballot": 2, "board.Record": count, "board.Checkpoint": 100}
    Deletion.objects.create(
        election=held.election.pk,
        term="archive",
        days=92,
        due_at="2020-01-01T00:00Z",
        counts=counts,
    )
    assert json.loads(checked(capsys))["found"]["boards"]["boards"] == 0


def test_what_another_kept_counts_too(
    held: Held, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "note").write_text(json.dumps({"rows": {"ballots.Ballot": 3}}))
    assert checked(capsys, "--noted", str(tmp_path / "note")) == "state.rows"


def test_a_board_that_was_signed_and_is_another_is_found(
    held: Held, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An archive that would verify: its end is gone, and what was signed of it is not."""
    end = Record.objects.filter(type=EventType.RESULT).get()
    Record.objects.filter(position__gte=end.position - 1).delete()
    (tmp_path / "note").write_text(json.dumps({"rows": {}}))
    assert checked(capsys, "--noted", str(tmp_path / "note")) == "state.checkpoint"


def test_a_ballot_that_nobody_sent_is_found(
    held: Held, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    Ballot.objects.filter(pk=Ballot.objects.values("pk")[:1]).delete()
    (tmp_path / "note").write_text(json.dumps({"rows": {}}))
    assert checked(capsys, "--noted", str(tmp_path / "note")) == "state.ballots"


def test_without_the_keys_of_personal_data_that_is_said(
    held: Held,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert checked(capsys, "--with-keys") == "state.keys"
    assert json.loads(checked(capsys))["found"]["keys"] == {"held": 0, "lost": 0}
    assert list(tmp_path.iterdir()) == []
    (tmp_path / keys.PERSONAL).write_text("00" * 32)
    assert checked(capsys) == "state.keys"


def test_what_must_grow_is_what_the_guards_keep() -> None:
    tables = {each._meta.db_table: each._meta.label for each in models()}
    text = (STATEMENTS / "guards.sql").read_text()
    guarded = {label for table, label in tables.items() if f"('{table}', " in text}
    assert guarded == {*GROWING, "audit.Entry"}


def test_elections_are_set_aside_from_postgresql_alone(
    held: Held, capsys: pytest.CaptureFixture[str]
) -> None:
    if connection.vendor == "sqlite":
        assert main(["state", "set-aside"]) == 1
        assert "state.postgresql" in capsys.readouterr().err


@pytest.fixture
def aside(held: Held, tmp_path: Path) -> Path:
    """What its recipient finds in the file of the election."""
    said("age-keygen", "-o", tmp_path / "identity")
    (tmp_path / "recipients").write_bytes(said("age-keygen", "-y", tmp_path / "identity"))
    (tmp_path / "aside").mkdir()
    (tmp_path / "aside/of-one-that-is-no-more.tar.age").touch()
    assert set_aside(tmp_path) == 0
    (path,) = (tmp_path / "aside").iterdir()
    assert path.name == f"{held.election.pk}.tar.age"
    opened = said("age", "--decrypt", "--identity", tmp_path / "identity", path)
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "-x", "-C", tmp_path / "out"], check=True, input=opened)
    return tmp_path / "out"


def said(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def set_aside(folder: Path) -> int:
    where = ("--folder", str(folder / "aside"), "--recipients", str(folder / "recipients"))
    return main(["state", "set-aside", *where])


@POSTGRESQL
def test_an_election_is_set_aside_with_what_verifies_it(held: Held, aside: Path) -> None:
    report = verify(aside / f"{held.poll.uuid}.bel")
    assert report.valid and report.result is not None
    assert {each.name for each in aside.glob("*.json")} == {
        *("rules.json", "proceedings.json", "record.json")
    }
    voters = (aside / "rows/rolls_voter.jsonl").read_text()
    assert len(voters.splitlines()) == 3 and "ann@x.nl" not in voters


@POSTGRESQL
def test_its_rows_can_be_had_back(
    held: Held, aside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As docs/runbooks/restore.md says."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for path in (aside / "rows").iterdir():
            cursor.execute(f"DELETE FROM {path.stem}")
            for line in path.read_text().splitlines():
                row = f"jsonb_populate_record(NULL::{path.stem}, %s::jsonb) r"
                cursor.execute(f"INSERT INTO {path.stem} SELECT r.* FROM {row}", [line])
        cursor.execute("RESET session_replication_role")
    assert json.loads(checked(capsys, "--with-keys"))["found"]["elections"]["results"] == 1
    assert voter_at("ann@x.nl", held.election).name == "Ann"


@POSTGRESQL
def test_without_recipients_nothing_is_set_aside(aside: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (tmp_path / "aside").iterdir()}
    (tmp_path / "recipients").write_text("nobody\n")
    assert set_aside(tmp_path) == 1
    kept = {path: path.read_bytes() for path in (tmp_path / "aside").glob("[!.]*")}
    assert kept == before


@POSTGRESQL
def test_it_must_be_said_where_to_and_for_whom(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["state", "set-aside"]) == 1
    assert "state.where" in capsys.readouterr().err
