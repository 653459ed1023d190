"""`stembus codes`: a code authority's files, made without a service."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from stembus.protocol.codes_task import CodesTask, PollTask, Recipient, make_task
from stembus.protocol.credential import derive, public
from stembus.protocol.group import group
from stembus.protocol.public_creds import parse_public_creds
from tests.service import COMMANDS

ED25519 = group("Ed25519")
VOTERS = [Recipient(f"r{n}", f"Voter {n}", f"v{n}@x.nl", "nl", 1 + n % 2) for n in range(30)]
TASK = CodesTask(
    *("an election", "Council", "https://stem.example", ED25519),
    polls=[
        PollTask("NorthNorthNorth", "North", VOTERS[:20]),
        PollTask("SouthSouthSouth", "", VOTERS[20:]),
    ],
)


def run(folder: Path, task: bytes = make_task(TASK)) -> subprocess.CompletedProcess[str]:
    """With no home, no database and no secrets."""
    (folder / "task.json").write_bytes(task)
    command = [COMMANDS / "stembus", "codes", "task.json", "out"]
    known = {"HOME": "/nowhere", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    return subprocess.run(
        command, cwd=folder, env=known, capture_output=True, text=True, timeout=60
    )


def test_each_voter_gets_a_code_whose_credential_is_handed_in(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, "30 of 30 codes made" in done.stderr) == (0, True), done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "task.json"]
    handed_in = parse_public_creds((tmp_path / "out/public_creds.json").read_bytes(), TASK)
    with (tmp_path / "out/codes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["reference"] for row in rows] == [voter.reference for voter in VOTERS]
    for row in rows:
        uuid = row["link"].split("/")[-2]
        key = public(ED25519, derive(ED25519, uuid, row["code"]))
        assert handed_in[uuid][key] == int(row["weight"])
        assert row["link"] == f"https://stem.example/nl/vote/{uuid}/#{row['code']}"


def test_only_the_owner_reads_the_files_and_only_one_has_codes(tmp_path: Path) -> None:
    run(tmp_path)
    paths = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert set(paths) == {"public_creds.json", "codes.csv"}
    assert {path.stat().st_mode & 0o777 for path in paths.values()} == {0o600}
    with paths["codes.csv"].open(encoding="utf-8-sig", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    published = paths["public_creds.json"].read_text()
    assert not any(code in published for code in codes)


def test_codes_of_an_earlier_time_are_not_overwritten(tmp_path: Path) -> None:
    run(tmp_path)
    earlier = (tmp_path / "out/codes.csv").read_bytes()
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (2, "stembus: out/public_creds.json: exists already\n")
    assert (tmp_path / "out/codes.csv").read_bytes() == earlier


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (b"a photo", "codes_task.shape"),
        (
            json.dumps(json.loads(make_task(TASK)) | {"origin": "=1+1"}).encode(),
            "codes_task.formula",
        ),
    ],
)
def test_another_file_makes_no_codes(tmp_path: Path, task: bytes, said: str) -> None:
    done = run(tmp_path, task)
    assert (done.returncode, done.stderr) == (2, f"stembus: refused: {said}\n")
    assert not (tmp_path / "out").exists()


def test_a_missing_task_is_said(tmp_path: Path) -> None:
    command = [COMMANDS / "stembus", "codes", "none.json", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "stembus: none.json: No such file or directory\n")
