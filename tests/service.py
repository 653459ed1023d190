"""A running Stembus for tests: the real command, on a free port, with a home of its own."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

COMMANDS = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def own_database(server: str | None) -> dict[str, str]:
    """An empty database on the PostgreSQL server that a URL names; nothing without one."""
    if not server:
        return {}
    name = f"service_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}"}


class Service:
    """`stembus serve` in a process group of its own; SQLite, or a database of its own
    on the server that this URL, or else `DATABASE_URL`, names."""

    def __init__(self, home: Path, server: str | None = None) -> None:
        self.home = home
        self.port = free_port()
        # A name: passkeys belong to a domain, which an address is not.
        self.origin = f"http://localhost:{self.port}"
        self.environment = {
            **os.environ,
            "STEMBUS_HOME": str(home),
            "STEMBUS_ORIGIN": self.origin,
            "STEMBUS_MAIL_RATE": "0",
            **own_database(server or os.environ.get("DATABASE_URL")),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGTERM)

    def start(self, *arguments: str) -> None:
        """Start it and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMANDS / "stembus", "serve", "--port", str(self.port), *arguments],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log())
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End all of its processes, at once or in order."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(15)

    def log(self) -> str:
        return (self.home / "serve.log").read_text()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.origin}/nl/login/", timeout=2).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def command(self, *arguments: str, check: bool = True) -> str:
        """What the `stembus` command prints, run beside the service."""
        done = subprocess.run(
            [COMMANDS / "stembus", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout.strip()

    def messages(self, address: str) -> list[str]:
        """The texts of the messages sent to an address, the oldest first."""
        from email import message_from_string, policy

        files = sorted((self.home / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = "".join(path.read_text() for path in files)
        found = []
        for part in re.split(r"^-{79}\n", texts, flags=re.MULTILINE):
            message = message_from_string(part, policy=policy.default)
            if message["To"] == address:
                found.append(message.get_content())
        return found

    def link(self, address: str) -> str:
        """The newest link with a secret in its fragment that an address was sent; waits for it."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            links = re.findall(r"https?://\S+#\S+", "\n".join(self.messages(address)))
            if links:
                return str(links[-1])
            time.sleep(0.2)
        raise AssertionError(f"no message for {address}")
