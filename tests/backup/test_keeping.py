"""What the database can't be read without is sealed whole, and only its recipients open it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.keeping import PASSPHRASE, pack, unpack

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = yaml.safe_load((ROOT / "deploy/processes.yml").read_text())["processes"]
HELD = {name for row in PROCESSES.values() for name in row["holds"]}


def said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def management(tmp_path: Path) -> dict[str, Path]:
    for name in ("secrets", "certificates", "vault"):
        (tmp_path / name).mkdir()
    for name in (*HELD, PASSPHRASE):
        (tmp_path / "secrets" / f"stembus.{name}").write_text(f"the secret {name}")
    (tmp_path / "certificates/services.pem").write_text("a key")
    for who in ("ria", "tom"):
        said("age-keygen", "-o", tmp_path / who)
    publics = (said("age-keygen", "-y", tmp_path / who) for who in ("ria", "tom"))
    (tmp_path / "recipients").write_text("".join(publics))
    return {name: tmp_path / name for name in ("secrets", "certificates")}


def packed(tmp_path: Path, parts: dict[str, Path]) -> Path:
    return pack(tmp_path / "vault", tmp_path / "recipients", parts)


@pytest.mark.parametrize("who", ["ria", "tom"])
def test_each_recipient_has_all_of_it_back(
    who: str, management: dict[str, Path], tmp_path: Path
) -> None:
    file = packed(tmp_path, management)
    assert re.fullmatch(r"stembus-keys-\d{8}T\d{6}Z\.tar\.age", file.name)
    assert unpack(file, tmp_path / who, tmp_path / "back") == ["certificates", "secrets"]
    for name in (*HELD, PASSPHRASE):
        back = tmp_path / "back/secrets" / f"stembus.{name}"
        assert back.read_text() == f"the secret {name}"
    assert (tmp_path / "back").stat().st_mode & 0o777 == 0o700


def test_nobody_else_opens_it(management: dict[str, Path], tmp_path: Path) -> None:
    file = packed(tmp_path, management)
    assert b"the secret" not in file.read_bytes()
    said("age-keygen", "-o", tmp_path / "other")
    with pytest.raises(SystemExit):
        unpack(file, tmp_path / "other", tmp_path / "back")


def test_it_refuses_what_would_not_be_enough(management: dict[str, Path], tmp_path: Path) -> None:
    (management["secrets"] / "stembus.personal").unlink()
    with pytest.raises(SystemExit, match="personal"):
        packed(tmp_path, management)
    assert list((tmp_path / "vault").iterdir()) == []


def test_it_writes_over_nothing(management: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        unpack(packed(tmp_path, management), tmp_path / "ria", tmp_path / "secrets")
