"""The database of a drill: made once, and kept under var/ for the next run.

It is made anew where the elections, the tables or how they are made are others.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from drills.restore.environment import Installation

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var/drills/restore"
SOURCES = ("drills/restore/holding.py", "db/*.sql", "src/stembus/domain/*/migrations/*.py")


def database_of(installation: Installation, elections: int, voters: int, ballots: int) -> None:
    """Running, in the installation's database host, with the secrets that belong to it."""
    installation.database.archiving = False  # until the vault awaits it
    kept = KEPT / f"{elections}-{voters}-{ballots}-{_version()}"
    if not kept.exists():
        _make(installation, elections, voters, ballots)
        installation.database.stop()
        _keep(installation, kept)
    else:
        _copy(kept / "data", installation.database.data)
        for each in (kept / "secrets").iterdir():
            shutil.copy2(each, installation.grounds.secrets)
        for each in installation.grounds.machines.values():
            each.lay_out()  # the vault's passphrase is among the secrets
    installation.database.start()


def _make(installation: Installation, elections: int, voters: int, ballots: int) -> None:
    database = installation.database
    database.make_database()
    database.stembus("migrate")
    database.sql("ALTER SYSTEM SET synchronous_commit = off")
    database.sql("SELECT pg_reload_conf()")
    installation.hold("hold", elections=elections, voters=voters, ballots=ballots)
    database.sql("ALTER SYSTEM RESET synchronous_commit")


def _keep(installation: Installation, kept: Path) -> None:
    """All of it at once, so that a run that was ended leaves no half."""
    fresh = kept.with_name(f"{kept.name}.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    _copy(installation.database.data, fresh / "data")
    shutil.copytree(installation.grounds.secrets, fresh / "secrets")
    for former in KEPT.glob("*-*-*-*"):
        if former != fresh:
            shutil.rmtree(former)
    fresh.rename(kept)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", source, target], check=True)


def _version() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _files() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from sorted(ROOT.glob(pattern))
