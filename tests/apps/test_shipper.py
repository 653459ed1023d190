"""The trail is sent to a log server as it grows: all of it, in its order, through faults.

The server is Debian's rsyslog, with TLS on both sides.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from stembus.apps.shipper import syslog
from stembus.apps.shipper.work import work
from stembus.command import main
from stembus.domain.audit.actions import record
from stembus.domain.audit.models import Entry, Shipped
from stembus.domain.audit.verification import known
from tests.logserver import LogServer, Shipper, make_certificates

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LogServer]:
    server = LogServer(tmp_path)
    yield server
    server.kill()


def write(number: int) -> None:
    for _ in range(number):
        record("org@x.nl", "poll.add", name="Zaal “é”")


def sent(server: LogServer) -> list[int]:
    """Positions, each where it came first."""
    found = [each.position for each in known(server.lines())]
    return list(dict.fromkeys(found))


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wait_for(server: LogServer, position: int) -> None:
    wait_until(lambda: position in sent(server))


def test_nothing_is_skipped_when_server_and_shipper_die(server: LogServer) -> None:
    server.start()
    first = Shipper(server)
    write(20)
    wait_for(server, 20)
    server.kill()
    write(20)
    wait_until(lambda: "the log server does not take it" in first.said())
    server.start()
    wait_for(server, 30)
    first.kill()
    write(20)
    second = Shipper(server)
    wait_for(server, 60)
    second.kill()
    assert sent(server) == list(range(1, 61))


def test_what_the_server_has_is_the_trail_to_the_letter(
    server: LogServer, capsys, tmp_path: Path
) -> None:
    server.start()
    write(3)
    shipper = Shipper(server, "--once")
    assert shipper.process.wait(120) == 0
    lines = server.lines()
    assert lines == [syslog.message(each) for each in Entry.objects.order_by("position")]
    assert main(["audit", "verify", "--since", str(server.file)]) == 0
    assert '"outside": 3' in capsys.readouterr().out
    Entry.objects.filter(position=3)._raw_delete("default")
    assert main(["audit", "verify", "--since", str(server.file)]) == 1
    assert "audit.truncated" in capsys.readouterr().err


def test_a_server_that_another_authority_vouches_for_gets_nothing(
    server: LogServer, tmp_path: Path
) -> None:
    server.start()
    write(1)
    other = tmp_path / "other"
    other.mkdir()
    make_certificates(other, "log")
    shipper = Shipper(server, "--once", STEMBUS_LOG_CA=str(other / "ca.crt"))
    assert shipper.process.wait(120) == 0
    assert "SSLCertVerificationError" in shipper.said()
    assert not server.lines() and not Shipped.objects.exists()


def test_who_shows_another_certificate_than_the_shipper_s_is_not_believed_to_have_sent(
    server: LogServer,
) -> None:
    server.start()
    write(1)
    stranger = {f"STEMBUS_LOG_{what}": str(server.folder / f"log.{end}")
                for what, end in (("CERTIFICATE", "crt"), ("KEY", "key"))}  # fmt: skip
    shipper = Shipper(server, "--once", **stranger)
    assert shipper.process.wait(120) == 0
    assert "the log server does not take it" in shipper.said()
    assert not server.lines() and not Shipped.objects.exists()


def test_without_a_log_server_nothing_is_sent() -> None:
    write(1)
    assert work() is False
    assert not Shipped.objects.exists()


def test_a_trail_that_was_cut_behind_what_was_sent_is_complained_of(
    server: LogServer, caplog: pytest.LogCaptureFixture
) -> None:
    write(2)
    Shipped.objects.create(position=5, hash="0" * 64, at=timezone.now())
    shipper = Shipper(server, "--once")
    assert shipper.process.wait(120) == 0
    assert "does not go on from what was sent" in shipper.said()


def test_a_message_is_as_rfc_5424_and_5425_say() -> None:
    record("org@x.nl", "roll.upload", result="refused", code="roll.empty")
    entry = Entry.objects.get()
    text = syslog.message(entry)
    header, data, content = text[: text.index("[") - 1], text[text.index("[") :], entry.content
    priority, time, _host, app, process, kind = header.split(" ")
    assert (priority, app, process, kind) == ("<108>1", "stembus", "-", "change")
    assert time.endswith("Z") and len(time) == 27
    assert data.endswith(f'act="roll.upload" result="refused"] {content}')
    assert text.isascii()
    assert syslog.frame(entry) == f"{len(text)} {text}".encode()


def test_structured_data_escapes_what_would_end_it() -> None:
    assert syslog._escaped('a"]\\b') == 'a\\"\\]\\\\b'
