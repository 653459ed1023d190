"""Run a command beside a real PostgreSQL: `python -m tests.postgres COMMAND…`.

A cluster of its own in a temporary directory, on a socket and a loopback port, gone afterwards.
DATABASE_URL tells the command where it is. PostgreSQL refuses to run as root: as root it is
started as the user `postgres`.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import Connection

from stembus.config import STATEMENTS
from tests.service import free_port

# Each process apart, twice, for two test processes at once.
SETTINGS = {"synchronous_commit": "on", "max_connections": "200"}


def binaries() -> Path:
    """The newest installed server's directory, which is not on the PATH in Debian."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise SystemExit("PostgreSQL's server is not installed: run `make setup-test`")
    return found[-1]


def as_postgres(*arguments: str | Path) -> str:
    """What a program prints, run as the server's user."""
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    command = [*(prefix if os.geteuid() == 0 else []), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd="/", text=True).stdout


def make_roles(connection: Connection) -> None:
    """As a superuser. Roles are the server's, not the database's: one test process at a time."""
    with (Path(tempfile.gettempdir()) / f"stembus-roles-{connection.info.port}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        connection.execute((STATEMENTS / "roles.sql").read_text())
        connection.commit()


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="stembus-postgres-"))
    port, data = free_port(), folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    listen = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    try:
        as_postgres(binaries() / "initdb", "-D", data, "-U", "stembus", "-A", "trust", "-E", "UTF8")
        as_postgres(
            binaries() / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o",
            f"{options} {listen}", "start",
        )  # fmt: skip
        try:
            yield f"postgres://stembus@127.0.0.1:{port}/postgres"
        finally:
            as_postgres(binaries() / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    with postgresql() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
