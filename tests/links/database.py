"""A PostgreSQL set up from `deploy/roles/database`: TLS, and certificates in place of passwords."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from deploy.certificates import certificates
from deploy.rendering import matrix
from stembus.config import STATEMENTS
from tests.links.templates import render
from tests.postgres import as_postgres, binaries
from tests.service import free_port

NAME = "stembus"
PROCESSES = list(matrix()["processes"])
ROLES = ["owner", *PROCESSES]
# Without TLS there are no certificates either: for comparisons.
PLAIN = "host all all 127.0.0.1/32 trust\n"


@dataclass(frozen=True)
class Database:
    folder: Path
    port: int
    tls: Path | None

    def url(self, name: str, **otherwise: str) -> str:
        """How the holder of a certificate calls it, or what a test makes of that."""
        options = {"hostaddr": "127.0.0.1"}
        if self.tls:
            own = str(self.tls / f"{name}.pem")
            options |= {"sslmode": "verify-full", "sslrootcert": str(self.tls / "ca.crt")}
            options |= {"sslcert": own, "sslkey": own}
        host = "database.stembus.internal"
        role = otherwise.pop("role", certificates()[name].role)
        host = otherwise.pop("host", host)
        return f"postgres://{role}@{host}:{self.port}/{NAME}?{urlencode(options | otherwise)}"

    def administer(self, sql: str) -> str:
        """As the superuser, over the socket."""
        command = ["psql", "-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-At"]
        command += ["-v", "ON_ERROR_STOP=1", "-c", sql, NAME]
        return as_postgres(*command)

    def reload(self) -> None:
        as_postgres(binaries() / "pg_ctl", "-D", self.folder / "data", "reload")


@contextmanager
def database(tls: Path | None) -> Iterator[Database]:
    """With an empty database that the owner owns; without a folder of certificates, without TLS."""
    folder = Path(tempfile.mkdtemp(prefix="stembus-links-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    found = Database(folder, free_port(), tls)
    data = folder / "data"
    try:
        as_postgres(
            binaries() / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"
        )
        _configure(found)
        as_postgres(binaries() / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "start")
        try:
            _make_roles(found)
            yield found
        finally:
            as_postgres(binaries() / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(found: Database) -> None:
    said = {"database_own": str(found.tls / "database.pem")} if found.tls else {}
    said |= {"database_ca": str(found.tls / "ca.crt")} if found.tls else {}
    text = render("database", "stembus.conf", **said)
    if not found.tls:
        text = text.replace("ssl = on", "ssl = off")
    text += f"port = {found.port}\nunix_socket_directories = '{found.folder}'\n"
    with (found.folder / "data/postgresql.conf").open("a") as file:
        file.write(text)


def _make_roles(found: Database) -> None:
    """Before the rules for logging in are those of the template, which know certificates alone."""
    command = ["psql", "-q", "-h", found.folder, "-p", str(found.port), "-U", "postgres"]
    as_postgres(*command, "-c", "CREATE ROLE stembus_replication LOGIN REPLICATION")
    as_postgres(*command, "-c", f"CREATE DATABASE {NAME}")
    roles = (STATEMENTS / "roles.sql").read_text()
    as_postgres(*command, "-c", roles, NAME)
    rules = found.folder / "data/pg_hba.conf"
    local = "" if os.geteuid() == 0 else "local all all trust\n"
    standbys = {"standby": "127.0.0.1"}
    rules.write_text(local + render("database", "pg_hba.conf", cluster_members=standbys))
    if not found.tls:
        rules.write_text(f"local all all trust\n{PLAIN}")
    found.reload()


def hand_out(source: Path, target: Path) -> None:
    """As on a host: each file at once; PostgreSQL's user may read the server's."""
    target.mkdir(mode=0o755, exist_ok=True)
    for file in (*source.glob("*.pem"), *source.glob("*.crt")):
        fresh = target / f".{file.name}"
        shutil.copyfile(file, fresh)
        fresh.chmod(0o644 if file.suffix == ".crt" else 0o600)
        if file.name == "database.pem" and os.geteuid() == 0:
            shutil.chown(fresh, "root", "postgres")
            fresh.chmod(0o640)
        fresh.replace(target / file.name)


def query(url: str, sql: str = "SELECT 1") -> str:
    """What psql says, of the server or of what stands in its way."""
    command = ["psql", "-At", "-c", sql, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    return (done.stdout + done.stderr).strip()
