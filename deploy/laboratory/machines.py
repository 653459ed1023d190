"""Hosts to try backups on: a folder each, with the configuration that the templates make, and plain
processes on loopback. Without root, or as root, who then lets PostgreSQL's user run them.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.postgres import PROGRAMS, as_user, run
from deploy.rendering import ROLES, variables
from deploy.restore import Place

if TYPE_CHECKING:
    from deploy.laboratory.grounds import Grounds

# No resolver knows the hosts' names here.
# Of everything in one process, whatever this one runs with.
SETTINGS = "stembus.apps.standalone.settings"
NAME = "localhost"
CERTIFICATE = {"database": "archive", "vault": "backup", "copy": "copy"}
FOLDERS = ("pgbackrest/conf.d", "tls", "spool", "log", "lock", "repository")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


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
class Row:
    """Of the inventory. `role`: database, vault or copy."""

    name: str
    role: str
    port: int = field(default_factory=_free_port)
    postgres_port: int = field(default_factory=_free_port)


class Machine:
    def __init__(self, grounds: "Grounds", row: Row) -> None:
        self.grounds, self.row = grounds, row
        self.folder = grounds.folder / row.name
        self.data = self.folder / "data"
        self.server: subprocess.Popen[bytes] | None = None
        self.archiving = True

    @property
    def place(self) -> Place:
        """As who restores knows it."""
        return Place(
            self.data,
            self.folder / "pgbackrest",
            socket=self.folder,
            port=self.row.postgres_port,
            log=self.folder / "log/postgresql",
            check_user="root",  # the checkout may be where another can't read it
            secrets=self.grounds.secrets,
        )

    @property
    def rehearsal(self) -> Place:
        """Where the vault tries a restore."""
        at, port = self.folder / "rehearsal", self.row.postgres_port
        return Place(
            at / "data",
            self.folder / "pgbackrest/rehearsal",
            socket=at,
            port=port,
            options=(f"-c config_file={at}/postgresql.conf", f"-c port={port}"),
            log=at / "log",
            check_user="root",
        )

    @property
    def url(self) -> str:
        return self.place.url

    def lay_out(self) -> None:
        """An empty host with its configuration."""
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.configure()
        for file in (f"{CERTIFICATE[self.row.role]}.pem", "ca.crt"):
            shutil.copy(self.grounds.authorities.tls / file, self.folder / "tls")
        if self.row.role == "vault":
            passphrase = (self.grounds.secrets / "pgbackrest").read_text().strip()
            secret = f"[global]\nrepo1-cipher-pass={passphrase}\n"
            (self.folder / "pgbackrest/conf.d/secret.conf").write_text(secret)
            self._lay_out_rehearsal()
        self._give()

    def _lay_out_rehearsal(self) -> None:
        at, configuration = self.rehearsal.socket, self.rehearsal.configuration
        configuration.mkdir(parents=True, exist_ok=True)
        at.mkdir(exist_ok=True)
        (configuration / "conf.d").unlink(missing_ok=True)
        (configuration / "conf.d").symlink_to(self.folder / "pgbackrest/conf.d")
        for name, path in (
            ("rehearsal.conf", configuration / "pgbackrest.conf"),
            ("rehearsal-postgresql.conf", at / "postgresql.conf"),
        ):
            path.write_text(rendered(f"backup/templates/{name}.j2", self._said()))
        (at / "pg_hba.conf").write_text("local all all trust\n")  # root checks here too

    def configure(self) -> None:
        for name in ("pgbackrest.conf", "openssl.cnf"):
            text = rendered(f"backup/templates/{name}.j2", self._said())
            (self.folder / "pgbackrest" / name).write_text(text)

    def _said(self) -> dict[str, Any]:
        """What an inventory says of a host."""
        at, vault = self.folder, self.grounds.vault
        return {
            "backup_role": self.row.role,
            "backup_host": NAME,
            "backup_host_port": vault.row.port,
            "backup_host_configuration": str(vault.folder / "pgbackrest"),
            "backup_port": self.row.port,
            "backup_listen": "127.0.0.1",
            "backup_tls": str(at / "tls"),
            "backup_ca": str(at / "tls/ca.crt"),
            "backup_configuration": str(at / "pgbackrest"),
            **{f"backup_{each}": str(at / each) for each in ("repository", "spool", "log", "lock")},
            "backup_rehearsal_folder": str(at / "rehearsal"),
            "backup_data": str(self.data),
            "backup_socket": str(at),
            "backup_postgres_port": self.row.postgres_port,
            "backup_databases": [each._as_database() for each in self.grounds.databases],
            "database_listen": "",
        }

    def _as_database(self) -> dict[str, Any]:
        """As the vault knows it."""
        return {
            "host": NAME,
            "listens": self.row.port,
            "configuration": str(self.folder / "pgbackrest"),
            "data": str(self.data),
            "socket": str(self.folder),
            "port": self.row.postgres_port,
        }

    def _give(self) -> None:
        """All of it to the server's user."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres:", self.folder], check=True)

    def pgbackrest(self, *arguments: str) -> str:
        return run(*self.place.pgbackrest(*arguments))

    def listen(self) -> None:
        """pgBackRest's own server."""
        command = ("pgbackrest", f"--config-path={self.folder / 'pgbackrest'}", "server")
        said = os.environ | {"OPENSSL_CONF": str(self.folder / "pgbackrest/openssl.cnf")}
        with (self.folder / "log/server").open("ab") as log:
            self.server = subprocess.Popen(
                as_user(*command), stdout=log, stderr=log, cwd="/", env=said
            )
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.row.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log/server").read_text())

    def make_database(self) -> None:
        """A new one, which is not archived yet."""
        self.archiving = False
        how = (
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        )
        run(PROGRAMS / "initdb", "-D", self.data, *how)
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("include '../stembus.conf'\n")
        self.start()
        self.sql("CREATE DATABASE stembus", "postgres")

    def prepare(self) -> None:
        """What a database that is restored here finds."""
        said = self._said() | ({} if self.archiving else {"backup_host": ""})
        text = rendered("database/templates/stembus.conf.j2", said)
        text += f"port = {self.row.postgres_port}\nunix_socket_directories = '{self.folder}'\n"
        text += "ssl = off\njit = off\nshared_buffers = 256MB\nmax_wal_size = 2GB\n"
        (self.folder / "stembus.conf").write_text(text)
        self._give()

    def start(self) -> None:
        self.prepare()
        log = self.folder / "log/postgresql"
        run(PROGRAMS / "pg_ctl", "-D", self.data, "-w", "-t", "600", "-l", log, "start")

    def sql(self, statements: str, database: str = "stembus") -> str:
        where = ("-h", self.folder, "-p", str(self.row.postgres_port), "-U", "postgres")
        ask = ("-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements)
        return run("psql", "-XqAt", *where, *ask).strip()

    def stembus(self, *arguments: str) -> str:
        """What the command prints, with this database and the installation's secrets."""
        return self.program(Path(sys.executable).with_name("stembus"), *arguments)

    def program(self, *command: str | Path) -> str:
        settings = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": SETTINGS}
        environment = os.environ | self.grounds.environment | settings
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}")
        return done.stdout

    def stop(self, how: str = "fast") -> None:
        if (self.data / "postmaster.pid").exists():
            run(
                PROGRAMS / "pg_ctl",
                "-D",
                self.data,
                "-m",
                how,
                "-w",
                "-t",
                "600",
                "stop",
                check=False,
            )

    def end(self) -> None:
        """Its processes, at once."""
        self.stop("immediate")
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(20)

    def destroy(self) -> None:
        """As a fire does: processes and disks."""
        self.end()
        shutil.rmtree(self.folder)
