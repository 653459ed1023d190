"""Before a host is exchanged its edge sends to another site, and what is under way ends."""

import http.client
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.rendering import ROLES
from tests.links.templates import render
from tests.service import free_port

pytestmark = pytest.mark.skipif(not shutil.which("haproxy"), reason="needs haproxy")

DRAINING = ROLES / "edge/files/draining.py"
SLOW = 1.5
HERE = ("127.0.0.1", "127.0.0.2")
WEB = ("booth", "board", "feedback", "organiser")


class Process(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/polls/slow"):
            time.sleep(SLOW)
        pulse = self.path == "/pulse"
        body = b"" if pulse else str(self.server.server_port).encode()  # type: ignore[attr-defined]
        self.send_response(204 if pulse else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Edge:
    port: int
    socket: Path
    servers: list[ThreadingHTTPServer]

    def ask(self, path: str = "/polls/x") -> tuple[int, str]:
        """The status, and which host answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        told = answer.read().decode()
        connection.close()
        where = {str(server.server_port): str(n) for n, server in enumerate(self.servers, start=1)}
        return answer.status, where.get(told, "none")

    def tell(self, verb: str, address: str) -> None:
        subprocess.run([sys.executable, DRAINING, verb, address, self.socket], check=True)


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Of site 1, with the booth of site 2 behind."""
    servers = [ThreadingHTTPServer((address, 0), Process) for address in HERE]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    own, other = (f"{at}:{server.server_port}" for at, server in zip(HERE, servers, strict=True))
    port, said = free_port(), tmp_path / "haproxy.cfg"
    text = render(
        "edge",
        "haproxy.cfg",
        edge_tls=False,
        edge_http=f"127.0.0.1:{port}",
        edge_socket=str(tmp_path / "admin"),
        edge_servers={name: [own] for name in WEB},
        edge_servers_elsewhere={name: [other] for name in WEB},
    )
    said.write_text(text)
    running = subprocess.Popen(["haproxy", "-W", "-f", said], stdout=subprocess.DEVNULL)
    found = Edge(port, tmp_path / "admin", servers)
    try:
        deadline = time.monotonic() + 10
        while not found.socket.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield found
    finally:
        running.terminate()
        running.wait(10)
        for server in servers:
            server.shutdown()
            server.server_close()


def test_a_drained_host_gets_nothing_new_and_none_is_refused(edge: Edge) -> None:
    assert edge.ask() == (200, "1")
    under_way: list[tuple[int, str]] = []
    slow = threading.Thread(target=lambda: under_way.append(edge.ask("/polls/slow")))
    slow.start()
    time.sleep(0.3)
    begun = time.monotonic()
    edge.tell("drain", HERE[0])
    assert time.monotonic() - begun > SLOW / 2, "it waited for what was under way"
    slow.join()
    assert under_way == [(200, "1")]
    assert {edge.ask() for _ in range(5)} == {(200, "2")}


def test_a_host_that_is_well_again_is_sent_to_again(edge: Edge) -> None:
    edge.tell("drain", HERE[0])
    edge.tell("return", HERE[0])
    assert edge.ask() == (200, "1")
