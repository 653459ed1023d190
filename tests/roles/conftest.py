"""A PostgreSQL with the real roles, migrated by the schema's owner, as an operator makes it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from deploy.matrix import role
from tests.postgres import make_roles, postgresql
from tests.service import COMMANDS


@dataclass(frozen=True, slots=True)
class Database:
    url: str

    def of(self, process: str) -> str:
        """The URL with which a process, or `owner`, connects."""
        return self.url.replace("//stembus@", f"//{role(process)}@")

    def connect(self, process: str | None = None) -> psycopg.Connection:
        """As the role of a process, or as the superuser; nothing is committed."""
        return psycopg.connect(self.of(process) if process else self.url)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the secrets: what one of them has sealed, the others open."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def database(home: Path) -> Iterator[Database]:
    with postgresql() as url:
        found = Database(url)
        with found.connect() as superuser:
            for _ in range(2):  # it can be repeated
                make_roles(superuser)
        migrate(found, home)
        yield found


@pytest.fixture(scope="session")
def organisations(database: Database, home: Path) -> list[dict[str, str]]:
    """What `two_organisations.py` made."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.roles.two_organisations"],
        env=_environment(database.url, home),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def _environment(url: str, home: Path) -> dict[str, str]:
    return {**os.environ, "STEMBUS_HOME": str(home), "DATABASE_URL": url}


def migrate(database: Database, home: Path) -> None:
    done = subprocess.run(
        [COMMANDS / "stembus", "migrate"],
        env=_environment(database.of("owner"), home),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
