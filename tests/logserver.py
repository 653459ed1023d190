"""A log server for tests: Debian's rsyslog with TLS, as deploy/roles/log sets it up."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import yaml
from jinja2 import StrictUndefined, Template

from tests.processes import database
from tests.service import COMMANDS, free_port

RSYSLOGD = shutil.which("rsyslogd", path="/usr/sbin:/usr/bin")
ROOT = Path(__file__).parents[1]


def make_certificates(folder: Path, *names: str) -> None:
    """An authority, and a certificate for each name, valid for loopback."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    new += ["-nodes", "-days", "2"]
    for name in ("ca", *names):
        files = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"]
        issuer = [] if name == "ca" else ["-CA", folder / "ca.crt", "-CAkey", folder / "ca.key"]
        about = [] if name == "ca" else ["-addext", f"subjectAltName=DNS:{name},DNS:localhost"]
        about += [] if name == "ca" else ["-addext", "basicConstraints=critical,CA:FALSE"]
        command = [*new, *files, "-subj", f"/CN={name}", *issuer, *about]
        subprocess.run(command, check=True, capture_output=True)


class LogServer:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.file = folder / "trail.log"
        self.process: subprocess.Popen[bytes] | None = None
        make_certificates(folder, "log", "stembus_shipper")
        (folder / "rsyslog.conf").write_text(self._configuration())

    def _configuration(self) -> str:
        """As on a host, with this server's files and port."""
        role = ROOT / "deploy/roles/log"
        known = yaml.safe_load((role / "defaults/main.yml").read_text())
        here = {"log_listen": "127.0.0.1", "log_port": self.port, "log_file": self.file}
        known |= {**here, "log_tls": self.folder, "log_spool": self.folder}
        template = Template(
            (role / "templates/trail.conf.j2").read_text(), undefined=StrictUndefined
        )
        return template.render(known)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "STEMBUS_LOG_SERVER": f"localhost:{self.port}",
            "STEMBUS_LOG_CA": str(self.folder / "ca.crt"),
            "STEMBUS_LOG_CERTIFICATE": str(self.folder / "stembus_shipper.crt"),
            "STEMBUS_LOG_KEY": str(self.folder / "stembus_shipper.key"),
        }

    def start(self) -> None:
        assert RSYSLOGD, "rsyslog is not installed: run `make setup-test`"
        files = ["-f", self.folder / "rsyslog.conf", "-i", self.folder / "pid"]
        with (self.folder / "rsyslog.out").open("ab") as out:
            self.process = subprocess.Popen([RSYSLOGD, "-n", *files], stdout=out, stderr=out)
        deadline = time.monotonic() + 60
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError((self.folder / "rsyslog.out").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
        (self.folder / "pid").unlink(missing_ok=True)

    def lines(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


class Shipper:
    """`stembus work shipper`, as a process of its own beside the test."""

    def __init__(self, server: LogServer, *arguments: str, **more: str) -> None:
        environment = {**os.environ, **server.environment, **more, "DATABASE_URL": database()}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.log = server.folder / "shipper.log"
        command = [COMMANDS / "stembus", "work", "shipper", *arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def said(self) -> str:
        return self.log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
