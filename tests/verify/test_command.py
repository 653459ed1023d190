"""`stembus-verify` tells people and programs what it found."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stembus.protocol.group import missing_core
from stembus.verify.command import main
from tests.verify.archives import archive, steps, vector, with_data

SWITCH = ["STEMBUS_NATIVE"]
MISSING = f"stembus-verify: {missing}\n" if (missing := missing_core()) else ""
HONEST = vector("h-weighted-3trustees")
TAMPERED = vector("tampered/t03-result-modified")


def test_a_valid_archive_gives_status_zero(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(HONEST)]) == 0
    shown = capfd.readouterr()
    assert shown.err == MISSING
    assert shown.out.endswith("VALID: everything in this archive is as it should be.\n")
    assert "Verkiezing ondernemingsraad – café (xTTcqtpCUSy9sz)" in shown.out
    assert "           3  (blank)\n           3  P\n" in shown.out


def test_another_archive_gives_status_one_and_the_first_fault(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main([str(TAMPERED)]) == 1
    shown = capfd.readouterr().out
    assert shown.endswith("INVALID: result.mismatch at events[12].result[1][0]\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no/such/file.bel"],
        ["."],
        [str(HONEST), "--earlier", "no/such/file.bel"],
        [str(HONEST), "--jobs", "0"],
        [str(HONEST), "--jobs", "many"],
        [str(HONEST), "--unknown"],
    ],
)
def test_a_call_that_makes_no_sense_gives_status_two(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(arguments)
    except SystemExit as stop:
        status = stop.code  # type: ignore[assignment]
    assert status == 2
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "stembus-verify: " in shown.err


def test_the_json_of_a_valid_archive(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(HONEST), "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {
        "valid": True,
        "code": None,
        "where": None,
        "uuid": "xTTcqtpCUSy9sz",
        "name": "Verkiezing ondernemingsraad – café",
        "fingerprint": "ZPBf+YY4aWu815zWhpE2hLRxZx0MMBtp4IkrAk2C6GU",
        "phase": "result",
        "ballots": 6,
        "counted": 5,
        "weight": 12,
        "result": [[3, 7, 2, 6, 4], [4, 8], [3, 3, 4, 6]],
        "checksums": {
            "election": "64f05ff98638696bbcd79cd686913684b471671d0c301b69e0892b024d82e865",
            "trustees": "430c1acb952dde9a087d421a3272a11534fe380bd5560aaf4b22bd2bb709d626",
            "public_credentials": (
                "5977bc3da80a8f9b33fdace36f8a70e3fb4877df44c4cebd9fada33459d24dae"
            ),
            "encrypted_tally": "22aa75d1b1b1368682f5ae2091742a5d76a4028c0bd2416194efdaebf027c706",
        },
    }


def test_the_json_of_an_invalid_archive_has_no_result(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(TAMPERED), "--json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert (found["valid"], found["code"]) == (False, "result.mismatch")
    assert (found["ballots"], found["counted"], found["result"]) == (6, 5, None)


def test_the_json_has_the_same_keys_for_what_is_no_archive(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main([str(HONEST), "--json"])
    keys = json.loads(capfd.readouterr().out).keys()
    (tmp_path / "x.bel").write_bytes(b"")
    assert main([str(tmp_path / "x.bel"), "--json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert found.keys() == keys
    assert (found.pop("code"), found.pop("where")) == ("archive.not_belenios", "members[0]")
    assert found.pop("valid") is False
    assert set(found.pop("checksums").values()) == set(found.values()) == {None}


def test_quiet_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(HONEST), "--quiet"]) == 0
    assert main([str(TAMPERED), "--quiet"]) == 1
    assert capfd.readouterr() == ("", "")


def test_titles_cannot_steer_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    setup = steps("h-weighted-3trustees")[0]
    election = setup.data[0].replace("café".encode(), b"\\u001b[2J")
    assert election != setup.data[0]
    (tmp_path / "x.bel").write_bytes(archive([with_data(setup, 0, election)]))
    assert main([str(tmp_path / "x.bel")]) == 0
    assert "\x1b" not in capfd.readouterr().out


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {}])
def test_it_runs_as_a_program_without_django(environment: dict[str, str]) -> None:
    code = (
        "import sys; sys.path.insert(0, 'src');"
        "sys.modules['django'] = None;"
        "from stembus.verify.command import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(HONEST)],
        cwd=Path(__file__).parents[2],
        env=environment | {name: os.environ[name] for name in SWITCH if name in os.environ},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, MISSING.encode())
    assert b"VALID" in done.stdout


@pytest.mark.parametrize("quiet", [False, True])
def test_it_says_that_it_is_slow_without_the_native_core(quiet: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stembus.verify.command", HONEST, *["--quiet"] * quiet],
        env=os.environ | {"STEMBUS_NATIVE": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("libsodium checks the ballots" in done.stderr) == (not quiet)
    assert len(done.stderr.splitlines()) == (not quiet)
