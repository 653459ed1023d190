"""What reaches a process of a request: the edge's word, not the browser's."""

import subprocess
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.links.templates import render
from tests.service import free_port

PRETENDED = {
    "X-Request-Id": "mine",
    "X_Request_Id": "mine",
    "X-Forwarded-For": "198.51.100.7",
    "X_Forwarded_For": "198.51.100.7",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=198.51.100.7",
}


class Listening(HTTPServer):
    """In a process's place: keeps the headers that it was sent."""

    got: list[Message]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got = []


class Handler(BaseHTTPRequestHandler):
    server: Listening

    def do_GET(self) -> None:
        if self.path != "/pulse":
            self.server.got.append(self.headers)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[tuple[Listening, int]]:
    """Behind an edge without TLS, at a port."""
    server, port = Listening(), free_port()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = {"edge_tls": False, "edge_http": f"127.0.0.1:{port}"}
    said |= {"edge_socket": str(tmp_path / "socket")}
    said |= {"edge_servers": {"organiser": [f"127.0.0.1:{server.server_port}"]}}
    (tmp_path / "haproxy.cfg").write_text(render("edge", "haproxy.cfg", **said))
    quiet = subprocess.DEVNULL
    edge = subprocess.Popen(["haproxy", "-f", tmp_path / "haproxy.cfg"], stdout=quiet, stderr=quiet)
    try:
        yield server, port
    finally:
        edge.terminate()
        edge.wait(10)
        server.shutdown()
        server.server_close()


def test_what_a_browser_pretends_is_replaced(listening: tuple[Listening, int]) -> None:
    server, port = listening
    command = ["curl", "--silent", "--retry", "20", "--retry-connrefused", "--retry-delay", "1"]
    for name, value in PRETENDED.items():
        command += ["--header", f"{name}: {value}"]
    subprocess.run([*command, f"http://127.0.0.1:{port}/nl/"], check=True, timeout=60)
    got = server.got[-1]
    assert got["X-Forwarded-For"] == "127.0.0.1"
    assert len(got["X-Request-Id"]) == 36
    assert not {name for name in got if "_" in name}
    assert got["Forwarded"] is None and got["X-Forwarded-Host"] is None
    assert "mine" not in str(got) and "198.51" not in str(got)
