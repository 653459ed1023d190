"""Hosts to try backups on: a folder each, with the configuration that the templates make, and plain
processes on loopback. Without root, or as root, who then lets PostgreSQL's user run them."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.certificates import Authorities, Certificate, certificates
from deploy.rendering import ROLES, variables

# No resolver knows the hosts' names here.
NAME = "localhost"
DATABASE = "stembus"
SERVER = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql"))


class Here(Certificate):
    """Of a host that is this one."""

    @property
    def names(self) -> str:
        return f"DNS:{NAME}"


def run(*arguments: str | Path, check: bool = True) -> str:
    """What a command prints, run as PostgreSQL's user."""
    done = subprocess.run(_command(*arguments), capture_output=True, text=True, cwd="/")
    if check and done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def _command(*arguments: str | Path) -> list[str | Path]:
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return [*(prefix if os.geteuid() == 0 else []), *arguments]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Machine:
    """`role`: database, vault or copy."""

    grounds: "Grounds"
    name: str
    role: str
    port: int = field(default_factory=_free_port)
    postgres_port: int = field(default_factory=_free_port)
    server: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        return self.grounds.folder / self.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{DATABASE}?host={self.folder}&port={self.postgres_port}"

    @cached_property
    def said(self) -> dict[str, Any]:
        """What an inventory says of a host."""
        at, vault = self.folder, self.grounds.vault
        return {
            "backup_role": self.role,
            "backup_host": NAME,
            "backup_port": self.port if self.role != "copy" else vault.port,
            "backup_listen": "127.0.0.1",
            "backup_tls": str(at / "tls"),
            "backup_ca": str(at / "tls/ca.crt"),
            "backup_configuration": str(at / "pgbackrest"),
            "backup_host_configuration": str(vault.folder / "pgbackrest"),
            "backup_repository": str(at / "repository"),
            "backup_exports": str(at / "exports"),
            "backup_recipients": str(at / "recipients"),
            **{f"backup_{each}": str(at / each) for each in ("spool", "log", "lock", "data")},
            "backup_socket": str(at),
            "backup_postgres_port": self.postgres_port,
            "backup_databases": [each.as_database() for each in self.grounds.databases],
            "database_listen": "",
            "database_own": str(at / "tls/archive.pem"),
            "database_ca": str(at / "tls/ca.crt"),
        }

    def as_database(self) -> dict[str, Any]:
        """As the vault knows it."""
        return {
            "host": NAME,
            "listens": self.port,
            "configuration": str(self.folder / "pgbackrest"),
            "data": str(self.data),
            "socket": str(self.folder),
            "port": self.postgres_port,
        }

    def lay_out(self) -> None:
        """An empty host with its configuration."""
        for name in ("pgbackrest/conf.d", "tls", "spool", "log", "lock", "repository", "exports"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.configure()
        own = {"database": "archive", "vault": "backup", "copy": "copy"}[self.role]
        for file in (f"{own}.pem", "ca.crt"):
            shutil.copy(self.grounds.authorities.tls / file, self.folder / "tls")
        if self.role == "vault":
            secret = f"[global]\nrepo1-cipher-pass={self.grounds.passphrase}\n"
            (self.folder / "pgbackrest/conf.d/secret.conf").write_text(secret)
        self.give()

    def configure(self) -> None:
        said = self.said | {"backup_databases": [e.as_database() for e in self.grounds.databases]}
        if self.role != "vault":
            said["backup_port"] = self.grounds.vault.port
        text = rendered("backup/templates/pgbackrest.conf.j2", said)
        # The port that one listens at and the vault's are the same on hosts apart.
        text = text.replace(
            f"tls-server-port={said['backup_port']}", f"tls-server-port={self.port}"
        )
        (self.folder / "pgbackrest/pgbackrest.conf").write_text(text)

    def give(self) -> None:
        """All of it to the server's user."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres:", self.folder], check=True)

    def pgbackrest(self, *arguments: str) -> str:
        where = f"--config-path={self.folder / 'pgbackrest'}"
        return run("pgbackrest", where, "--stanza=stembus", *arguments)

    def listen(self) -> None:
        command = _command("pgbackrest", f"--config-path={self.folder / 'pgbackrest'}", "server")
        with (self.folder / "log/server").open("ab") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log/server").read_text())

    def make_database(self) -> None:
        """A new one, which archives."""
        run(SERVER / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--data-checksums")  # fmt: skip
        self.configure_database()
        self.start()
        self.sql(f"CREATE DATABASE {DATABASE}", "postgres")

    def configure_database(self) -> None:
        text = rendered("database/templates/stembus.conf.j2", self.said)
        text += f"port = {self.postgres_port}\nunix_socket_directories = '{self.folder}'\n"
        text += "ssl = off\njit = off\nshared_buffers = 256MB\nmax_wal_size = 2GB\n"
        (self.data / "stembus.conf").write_text(text)
        settings = self.data / "postgresql.conf"
        if "stembus.conf" not in settings.read_text():
            with settings.open("a") as file:
                file.write("include 'stembus.conf'\n")
        self.give()

    def start(self) -> None:
        log = self.folder / "log/postgresql"
        run(SERVER / "pg_ctl", "-D", self.data, "-w", "-t", "600", "-l", log, "start")

    def stop(self, how: str = "fast") -> None:
        if (self.data / "postmaster.pid").exists():
            run(SERVER / "pg_ctl", "-D", self.data, "-m", how, "-w", "stop", check=False)

    def sql(self, statements: str, database: str = DATABASE) -> str:
        where = ("-h", self.folder, "-p", str(self.postgres_port), "-U", "postgres", "-d", database)
        return run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *where, "-c", statements).strip()

    def end(self) -> None:
        """Its processes, at once."""
        self.stop("immediate")
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(20)

    def destroy(self) -> None:
        """As a fire does: processes and disks."""
        self.end()
        shutil.rmtree(self.folder)


def rendered(template: str, said: dict[str, Any]) -> str:
    templates = Environment(
        loader=FileSystemLoader([ROLES, *ROLES.glob("*/templates")]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,
    )
    return templates.get_template(template).render(variables(said))


@dataclass
class Grounds:
    folder: Path
    passphrase: str = field(default_factory=lambda: secrets.token_hex(32))
    machines: dict[str, Machine] = field(default_factory=dict)

    @cached_property
    def authorities(self) -> Authorities:
        """Whose certificates name the one host that there is."""
        held = Authorities(self.folder / "authorities")
        held.make_missing()
        for name in ("archive", "backup", "copy"):
            held.issue(Here(name, certificates()[name].role, certificates()[name].use))
        return held

    @property
    def vault(self) -> Machine:
        return next(each for each in self.machines.values() if each.role == "vault")

    @property
    def databases(self) -> list[Machine]:
        return [each for each in self.machines.values() if each.role == "database"]

    def add(self, name: str, role: str) -> Machine:
        self.machines[name] = Machine(self, name, role)
        return self.machines[name]

    def remove(self, machine: Machine) -> None:
        machine.destroy()
        del self.machines[machine.name]


@contextmanager
def grounds(inside: Path | None = None) -> Iterator[Grounds]:
    """Gone afterwards, with all processes of its machines."""
    folder = Path(tempfile.mkdtemp(prefix="stembus-backup-", dir=inside))
    folder.chmod(0o711)
    made = Grounds(folder)
    try:
        yield made
    finally:
        for each in made.machines.values():
            with suppress(RuntimeError, OSError, subprocess.TimeoutExpired):
                each.end()
        shutil.rmtree(folder, ignore_errors=True)
