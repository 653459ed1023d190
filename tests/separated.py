"""Stembus with each process apart, on PostgreSQL: its own settings, database role and secrets, and
the edge in front, as on a host. What `Service` is to the embedded default."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from deploy.matrix import processes, role
from stembus.command.verbs import RUN_AS
from tests.links.templates import render
from tests.postgres import make_roles
from tests.service import COMMANDS, Service, free_port


def service(home: Path) -> Service:
    """On SQLite in one process; on the PostgreSQL that DATABASE_URL names, each process apart."""
    return Separated(home) if os.environ.get("DATABASE_URL") else Service(home)


class Separated(Service):
    """Verbs that belong to no process run as the superuser, who stands in for the operator."""

    def __init__(self, home: Path, server: str | None = None) -> None:
        super().__init__(home, server)
        self.ports = {name: free_port() for name, row in processes().items() if "port" in row}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *arguments: str) -> None:
        """Start all, and wait until they answer."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._make_secrets()
        with psycopg.connect(self.environment["DATABASE_URL"]) as superuser:
            make_roles(superuser)
        self.command("migrate")
        for process in processes():
            self._run(process, [COMMANDS / "stembus", *self._begin(process)])
        self._run("edge", ["haproxy", "-W", "-f", self._configuration()])
        deadline = time.monotonic() + 60
        while not (self._answers() and all(map(self._listens, self.ports.values()))):
            dead = any(each.poll() is not None for each in self.running.values())
            if dead or time.monotonic() > deadline:
                raise RuntimeError(self.log())
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End all processes, at once or in order."""
        for process in self.running.values():
            os.killpg(process.pid, how)
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(15)
        self.running = {}

    def log(self) -> str:
        return "".join(path.read_text() for path in sorted(self.home.glob("*.log")))

    def command(self, *arguments: str, check: bool = True) -> str:
        process = RUN_AS.get(arguments[0])
        done = subprocess.run(
            [COMMANDS / "stembus", *arguments],
            env=self.environment_of(process) if process else self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout.strip()

    def environment_of(self, process: str) -> dict[str, str]:
        """With its role, and a directory with its own secrets alone."""
        url = self.environment["DATABASE_URL"].replace("//stembus@", f"//{role(process)}@")
        return {
            **self.environment,
            "DATABASE_URL": url,
            "CREDENTIALS_DIRECTORY": str(self._credentials(process)),
            "STEMBUS_PROXIES": "1",
        }

    def _begin(self, process: str) -> list[str]:
        if process in self.ports:
            return ["serve", process, "--port", str(self.ports[process])]
        return ["work", process]

    def _run(self, name: str, command: list[Any]) -> None:
        environment = self.environment_of(name) if name in processes() else self.environment
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def _configuration(self) -> Path:
        servers = {name: [f"127.0.0.1:{port}"] for name, port in self.ports.items()}
        said: Mapping[str, Any] = {
            "edge_servers": servers,
            "edge_tls": False,
            "edge_http": f"127.0.0.1:{self.port}",
            "edge_socket": str(self.home / "edge.sock"),
        }
        path = self.home / "haproxy.cfg"
        path.write_text(render("edge", "haproxy.cfg", **said))
        return path

    def _make_secrets(self) -> None:
        """As the operator does, who hands them out; those that others gave are there already."""
        make = "from stembus import keys; keys.make_missing()"
        subprocess.run([sys.executable, "-c", make], env=self.environment, check=True)

    def _credentials(self, process: str) -> Path:
        folder = self.home / "credentials" / process
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        row = processes().get(process, {"holds": [], "given": []})
        for name in (*row["holds"], *row["given"]):
            if (self.home / "secrets" / name).exists():
                shutil.copy(self.home / "secrets" / name, folder)
        return folder

    def _listens(self, port: int) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True
