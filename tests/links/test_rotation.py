"""Certificates and their authorities are exchanged while people vote."""

import http.client
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Self

import pytest

from deploy.certificates import Authorities
from stembus.command.service import RELIEF
from tests.links.certificate import serial
from tests.links.database import hand_out, query
from tests.links.stand import HOST, WEB, Stand

# What each must be answered while nothing is wrong: of these, booth and board ask the database.
ASKED = {
    ("GET", "/nl/login/"): 200,
    ("GET", "/polls/none/election.json"): 404,
    ("POST", "/polls/none/credential"): 400,
    ("GET", "/nl/board/none/"): 404,
}
RIGHT, OVER_2 = "right", "right, over HTTP/2"
REQUESTS = 8  # a second, by each visitor


class Visitors:
    """Ask on and on: one over a connection that it keeps, one over new ones, one over HTTP/2."""

    def __init__(self, separated: Stand) -> None:
        self.stand = separated
        self.answers: Counter[str] = Counter()
        self.done = threading.Event()
        self.threads = [threading.Thread(target=self._ask, args=(keep,)) for keep in (True, False)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        self.curl = subprocess.Popen(self._curl(), stderr=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()
        self.curl.terminate()
        said = self.curl.communicate()[1].split()
        self.answers.update(OVER_2 if line == "404-2" else line for line in said)

    def _curl(self) -> list[str]:
        command = ["curl", "--no-progress-meter", "--http2", "--rate", f"{REQUESTS}/s"]
        command += ["--cacert", str(self.stand.world.tls / "ca.crt"), "--output", "/dev/null"]
        command += ["--connect-to", f"{HOST}:443:127.0.0.1:{self.stand.edge}"]
        command += ["--write-out", "%{stderr}%{http_code}-%{http_version}\n"]
        return [*command, f"https://{HOST}/polls/none/election.json?[1-100000]"]

    def _ask(self, keep: bool) -> None:
        connection = self.stand.connection()
        while not self.done.wait(1 / REQUESTS):
            for (method, path), status in ASKED.items():
                self.answers[self._answer(connection, method, path, status)] += 1
                if not keep:
                    connection.close()
                    connection = self.stand.connection()
        connection.close()

    def _answer(
        self, connection: http.client.HTTPConnection, method: str, path: str, status: int
    ) -> str:
        try:
            body = b"{}" if method == "POST" else None
            connection.request(method, path, body, {"Host": HOST})
            answer = connection.getresponse()
            answer.read()
        except Exception as why:  # counted, whatever it is
            return f"{method} {path}: {why!r}"
        return RIGHT if answer.status == status else f"{method} {path}: {answer.status}"


@pytest.fixture
def held(separated: Stand) -> Authorities:
    return Authorities(separated.folder / "held")


def hand_out_and_reload(separated: Stand, held: Authorities) -> None:
    separated.hand_out(held)
    separated.reload()
    time.sleep(RELIEF + 2)


def shown(separated: Stand, name: str) -> int:
    """The serial number that a web process, the edge or the database shows who calls."""
    assert separated.tls
    ports = {**separated.ports, "edge": separated.edge, "database": separated.database.port}
    plain = socket.create_connection(("127.0.0.1", ports[name]), 10)
    if name == "database":
        plain.sendall(bytes.fromhex("0000000804d2162f"))  # SSLRequest
        assert plain.recv(1) == b"S"
    trusted = (separated.world.tls if name == "edge" else separated.tls) / "ca.crt"
    context = ssl.create_default_context(cafile=str(trusted))
    if name != "edge":
        context.load_cert_chain(separated.tls / ("booth.pem" if name == "database" else "edge.pem"))
    host = HOST if name == "edge" else f"{name}.stembus.internal"
    with context.wrap_socket(plain, server_hostname=host) as secured:
        certificate = secured.getpeercert(binary_form=True)
        assert certificate
        return serial(ssl.DER_cert_to_PEM_cert(certificate).encode())


def calls(separated: Stand, name: str, file: Path) -> str:
    """What a web process says to the holder of a certificate."""
    assert separated.tls
    context = ssl.create_default_context(cafile=str(separated.tls / "ca.crt"))
    if file.exists():
        context.load_cert_chain(file)
    plain = socket.create_connection(("127.0.0.1", separated.ports[name]), 10)
    try:
        with context.wrap_socket(plain, server_hostname=f"{name}.stembus.internal") as secured:
            secured.sendall(b"GET /pulse HTTP/1.0\r\n\r\n")
            return secured.recv(100).decode().split("\r\n")[0]
    except (ssl.SSLError, ConnectionError) as why:
        return f"refused: {why}"


def test_a_request_that_waits_for_the_database_outlives_the_worker_that_has_it(
    separated: Stand,
) -> None:
    """As a cast does during a failover: it is never cut off."""
    holding = f"BEGIN; LOCK TABLE elections_poll; SELECT pg_sleep({RELIEF + 3}); COMMIT"
    locked = threading.Thread(target=separated.database.administer, args=(holding,))
    locked.start()
    time.sleep(1)
    separated.reload()
    began = time.monotonic()
    answer = separated.fetch("/polls/none/election.json")
    assert answer[0] == 404
    assert time.monotonic() - began > RELIEF
    locked.join()


def test_all_is_exchanged_without_a_failed_request(
    separated: Stand, held: Authorities, tmp_path: Path
) -> None:
    assert separated.tls
    servers = (*WEB, "edge", "database")
    before = {name: shown(separated, name) for name in servers}
    former = tmp_path / "former"
    hand_out(separated.tls, former)
    with Visitors(separated) as visitors:
        held.exchange()
        hand_out_and_reload(separated, held)
        held.renew()
        hand_out_and_reload(separated, held)
        held.forget()
        hand_out_and_reload(separated, held)
    assert set(visitors.answers) == {RIGHT, OVER_2}, visitors.answers
    assert min(visitors.answers.values()) > 20
    after = {name: shown(separated, name) for name in servers}
    assert not set(before.values()) & set(after.values())
    for name in WEB:
        assert calls(separated, name, separated.tls / "edge.pem") == "HTTP/1.0 204 No Content"
        assert calls(separated, name, former / "edge.pem").startswith("refused")
    own = str(former / "booth.pem")
    assert "unknown ca" in query(separated.database.url("booth", sslcert=own, sslkey=own))
