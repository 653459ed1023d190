"""The second copy: what the vault loses, alters or makes up does not take it along."""

import json
import os
import stat
import time
from pathlib import Path

import pytest

from deploy.copying import DAY, Copy

INFO = "backup/stembus/backup.info"
WHOLE = "backup/stembus/20270101-000000F"
# Stands for pgBackRest: `repo-ls` and `repo-get` of a folder.
PROGRAM = """#!/usr/bin/env python3
import json, pathlib, sys
root = pathlib.Path(__file__).parent / "vault"
if "repo-get" in sys.argv:
    sys.stdout.buffer.write((root / sys.argv[-1]).read_bytes())
else:
    listing = root.parent / "listing"
    found = {}
    for path in root.rglob("*"):
        if path.is_file():
            about = path.stat()
            found[str(path.relative_to(root))] = {
                "type": "file", "size": about.st_size, "time": int(about.st_mtime)
            }
    print(listing.read_text() if listing.exists() else json.dumps(found))
"""


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "pgbackrest"
    program.write_text(PROGRAM)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    folder = tmp_path / "vault"
    put(folder, INFO, "1")
    put(folder, f"{WHOLE}/backup.manifest", "manifest")
    put(folder, f"{WHOLE}/bundle/1", "pages")
    put(folder, "archive/stembus/15-1/0000000100000000/00000001-abc.zst", "segment")
    return folder


def put(folder: Path, name: str, content: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)


def copied(vault: Path, keep: float = 7 * DAY) -> dict[str, int]:
    copy = Copy(vault.parent / "copy", keep_dropped=keep, user="root")
    return copy.bring_up_to_date()


def there(vault: Path) -> dict[str, str]:
    folder = vault.parent / "copy"
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "dropped.json")
    return {str(path.relative_to(folder)): path.read_text() for path in files}


def all_of(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files}


def test_it_has_what_the_vault_has_and_fetches_it_once(vault: Path) -> None:
    assert copied(vault) == {"fetched": 3, "dropped": 0}
    assert there(vault) == all_of(vault)
    put(vault, INFO, "2")
    assert copied(vault)["fetched"] == 0
    assert there(vault)[INFO] == "2"


def test_a_backup_that_is_under_way_waits(vault: Path) -> None:
    put(vault, "backup/stembus/20270108-000000F/bundle/1", "half")
    copied(vault)
    assert not [name for name in there(vault) if "20270108" in name]


def test_what_the_vault_drops_is_kept_for_some_days(vault: Path) -> None:
    copied(vault)
    (vault / WHOLE / "bundle/1").unlink()
    assert copied(vault)["dropped"] == 0
    assert f"{WHOLE}/bundle/1" in there(vault)
    assert copied(vault, keep=0)["dropped"] == 1
    assert f"{WHOLE}/bundle/1" not in there(vault)


def test_a_vault_that_was_emptied_changes_nothing(vault: Path) -> None:
    copied(vault)
    before = there(vault)
    for path in [path for path in vault.rglob("*") if path.is_file()]:
        path.unlink()
    with pytest.raises(SystemExit, match="no backup"):
        copied(vault, keep=0)
    assert there(vault) == before


def test_what_was_altered_is_not_fetched_and_is_an_alarm(vault: Path) -> None:
    copied(vault)
    put(vault, f"{WHOLE}/bundle/1", "made unreadable by somebody")
    with pytest.raises(SystemExit, match="not as it was"):
        copied(vault)
    assert there(vault)[f"{WHOLE}/bundle/1"] == "pages"


def test_an_election_that_was_set_aside_anew_is_fetched_anew(vault: Path) -> None:
    put(vault, "aside/one.tar.age", "first")
    copied(vault)
    put(vault, "aside/one.tar.age", "again")
    later = time.time() + 60
    os.utime(vault / "aside/one.tar.age", (later, later))
    copied(vault)
    assert there(vault)["aside/one.tar.age"] == "again"


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "backup/../../outside", "a b"])
def test_the_vault_can_not_write_elsewhere(name: str, vault: Path) -> None:
    listing = {name: {"type": "file", "size": 1, "time": 1}}
    (vault.parent / "listing").write_text(json.dumps(listing))
    with pytest.raises(SystemExit, match="not a backup's"):
        copied(vault)
