"""The web processes behind the edge, over PostgreSQL, as a host has them; with TLS on every link,
or, to compare with, on none."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.certificates import Authorities, Certificate
from deploy.rendering import matrix
from tests.links.database import Database, database, hand_out
from tests.links.templates import render
from tests.service import COMMANDS, Service, free_port

HOST = "public.stembus.internal"
PATIENCE = 70
WEB = {name: row for name, row in matrix()["processes"].items() if "port" in row}


@dataclass
class Stand:
    folder: Path
    database: Database
    service: Service
    ports: dict[str, int]
    edge: int
    tls: Path | None
    world: Authorities
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        for name in names:
            self._run(name, [COMMANDS / "stembus", *self._serve(name)], self._environment(name))
        self._run("edge", ["haproxy", "-W", "-f", str(self._configuration())], dict(os.environ))
        for name in names:
            self._await(name)

    def _serve(self, name: str) -> list[str]:
        command = ["serve", name, "--port", str(self.ports[name])]
        if self.tls:
            command += ["--certificate", f"{self.tls}/{name}.pem"]
            command += ["--callers", f"{self.tls}/edge-ca.crt"]
        return command

    def _environment(self, name: str) -> dict[str, str]:
        url = self.database.url(name)
        return {**self.service.environment, "DATABASE_URL": url, "STEMBUS_PROXIES": "1"}

    def _configuration(self) -> Path:
        servers = {name: [f"127.0.0.1:{port}"] for name, port in self.ports.items()}
        bind = f"127.0.0.1:{self.edge}"
        said: dict[str, Any] = {"edge_servers": servers, "edge_tls": bool(self.tls)}
        said |= {"edge_https" if self.tls else "edge_http": bind}
        said |= {"edge_socket": str(self.folder / "edge.sock")}
        if self.tls:
            said |= {"edge_http": f"127.0.0.1:{self.ports['plain']}"}
            said |= {"edge_public": f"{self.tls}/public.pem", "edge_own": f"{self.tls}/edge.pem"}
            said |= {"edge_ca": f"{self.tls}/ca.crt"}
        path = self.folder / "haproxy.cfg"
        path.write_text(render("edge", "haproxy.cfg", **said))
        return path

    def _run(self, name: str, command: list[str | Path], environment: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def _await(self, name: str) -> None:
        """Until the edge has seen it well."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.fetch(SOMETHING[name])[0] < 500:
                return
            time.sleep(0.2)
        raise RuntimeError(self.log(name) + self.log("edge"))

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def hand_out(self, held: Authorities) -> None:
        """What `deploy.certificates` made, and a new one of a public authority's."""
        assert self.tls
        self.world.issue(Certificate("public", "public", "server"))
        (self.world.tls / "public.pem").replace(held.tls / "public.pem")
        hand_out(held.tls, self.tls)

    def reload(self) -> None:
        """As `reload.service` does on a host."""
        for name, process in self.running.items():
            process.send_signal(signal.SIGUSR2 if name == "edge" else signal.SIGHUP)
        self.database.reload()

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)

    def connection(self) -> http.client.HTTPConnection:
        """A browser's, which keeps it."""
        if self.tls:
            return _Secured(self.edge, self.world.tls / "ca.crt")
        return http.client.HTTPConnection("127.0.0.1", self.edge, timeout=PATIENCE)

    def fetch(self, path: str, **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = self.connection()
        try:
            connection.request("GET", path, headers={"Host": HOST, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except (ConnectionError, ssl.SSLError):
            return 599, b"", http.client.HTTPMessage()
        finally:
            connection.close()


class _Secured(http.client.HTTPSConnection):
    """To the edge, by the name that no server of names knows."""

    def __init__(self, port: int, authority: Path) -> None:
        self.trust = ssl.create_default_context(cafile=str(authority))
        super().__init__(HOST, port, timeout=PATIENCE, context=self.trust)

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.sock = self.trust.wrap_socket(plain, server_hostname=HOST)


# An address of each process that asks its database, or none of it where it has no page.
SOMETHING = {
    "organiser": "/nl/login/",
    "booth": "/polls/none/election.json",
    "board": "/nl/board/none/",
    "feedback": "/deliveries/none",
}


def _make_secrets(service: Service) -> None:
    """As who sets up a host does: processes that are apart make none."""
    make = "from stembus import keys; keys.make_missing()"
    environment = {**service.environment, "DATABASE_URL": "sqlite:///none"}
    subprocess.run([sys.executable, "-c", make], env=environment, check=True)


@contextmanager
def stand(folder: Path, authorities: Authorities | None, *names: str) -> Iterator[Stand]:
    tls = folder / "tls" if authorities else None
    world = Authorities(folder / "world")
    world.make_missing()
    service = Service(folder / "home")
    service.home.mkdir()
    ports = {name: free_port() for name in (*WEB, "plain")}
    if authorities:
        hand_out(authorities.tls, folder / "tls")
    with database(tls) as held:
        origin = f"https://{HOST}" if tls else f"http://{HOST}"
        service.environment |= {"DATABASE_URL": held.url("migrate"), "STEMBUS_ORIGIN": origin}
        _make_secrets(service)
        service.command("migrate")
        found = Stand(folder, held, service, ports, free_port(), tls, world)
        if authorities:
            found.hand_out(authorities)
        try:
            found.start(*names)
            yield found
        finally:
            found.stop()
