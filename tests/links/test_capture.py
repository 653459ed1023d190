"""Who listens on the wire reads nothing; the same without TLS, so that this could fail."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.links.conftest import reachable
from tests.links.stand import Stand, stand

PROBE = "konijnenhol"
# Of the request, of the statement that it makes, and of the answer.
READABLE = {
    b"/polls/konijnenhol": "the request",
    b'"elections_poll"': "the statement",
    b"poll.unknown": "the answer",
}


@contextmanager
def listened(separated: Stand, file: Path) -> Iterator[None]:
    """All packets of this stand's own ports on the loopback interface."""
    ports = (separated.edge, separated.ports["booth"], separated.database.port)
    chosen = " or ".join(f"tcp port {port}" for port in ports)
    command = ["tshark", "-q", "-i", "lo", "-f", chosen, "-w", str(file)]
    tshark = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert tshark.stderr
        for said in tshark.stderr:
            if said.startswith("Capturing on"):
                break
        time.sleep(1)
        yield
        time.sleep(1)
    finally:
        tshark.terminate()
        tshark.communicate(timeout=20)


def asked(separated: Stand, file: Path) -> dict[str, bool]:
    """Whether each is to be read in what was captured while somebody asked for a poll."""
    with listened(separated, file):
        assert separated.fetch(f"/polls/{PROBE}/election.json")[0] == 404
    captured = file.read_bytes()
    return {name: text in captured for text, name in READABLE.items()}


def spoken(file: Path) -> set[int]:
    """The ports that something was said to."""
    command = ["tshark", "-r", str(file), "-Y", "tcp.len > 0", "-T", "fields", "-e", "tcp.dstport"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {int(port) for port in said.split()}


def test_nothing_is_read_on_any_link(separated: Stand, tmp_path: Path) -> None:
    file = tmp_path / "tls.pcapng"
    assert set(asked(separated, file).values()) == {False}
    links = {separated.edge, separated.ports["booth"], separated.database.port}
    assert links <= spoken(file)


@pytest.fixture
def plain() -> Iterator[Stand]:
    with reachable() as folder, stand(folder, None, "booth") as found:
        yield found


def test_without_tls_all_of_it_is_read(plain: Stand, tmp_path: Path) -> None:
    assert set(asked(plain, tmp_path / "plain.pcapng").values()) == {True}
