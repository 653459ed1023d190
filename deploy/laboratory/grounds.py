"""Where machines stand: a folder, and in it the machine that manages them, apart from the others:
authorities, secrets and the inventory."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from deploy.certificates import Authorities, Certificate, certificates
from deploy.laboratory.machines import CERTIFICATE, NAME, Machine, Row

PREFIX = "stembus-backup-"
# Seconds for what a killed run left to end by itself.
PATIENCE = 15


class Here(Certificate):
    """Of a host that is this one."""

    @property
    def names(self) -> str:
        return f"DNS:{NAME}"


class Grounds:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.machines: dict[str, Machine] = {}

    @property
    def management(self) -> Path:
        return self.folder / "management"

    @property
    def secrets(self) -> Path:
        return self.management / "secrets"

    @property
    def authorities(self) -> Authorities:
        return Authorities(self.management / "certificates")

    @property
    def environment(self) -> dict[str, str]:
        home = {"STEMBUS_HOME": str(self.folder / "home")}
        return home | {"CREDENTIALS_DIRECTORY": str(self.secrets)}

    def found(self) -> None:
        """The secrets of an installation, and its authorities."""
        self.secrets.mkdir(parents=True, mode=0o700)
        make = "from stembus.keys import make_missing; make_missing()"
        environment = os.environ | self.environment
        subprocess.run([sys.executable, "-c", make], check=True, env=environment)
        passphrase = self.secrets / "pgbackrest"
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_hex(32))
        self.certify()

    def certify(self) -> None:
        self.authorities.make_missing()
        for name in CERTIFICATE.values():
            row = certificates()[name]
            self.authorities.issue(Here(name, row.role, row.use))

    @property
    def vault(self) -> Machine:
        return next(each for each in self.machines.values() if each.row.role == "vault")

    @property
    def databases(self) -> list[Machine]:
        return [each for each in self.machines.values() if each.row.role == "database"]

    def add(self, *rows: Row) -> None:
        for row in rows:
            self.machines[row.name] = Machine(self, row)
        inventory = [asdict(each.row) for each in self.machines.values()]
        (self.management / "inventory.json").write_text(json.dumps(inventory))

    def inventory(self) -> list[Row]:
        return [Row(**each) for each in json.loads(self._inventory.read_text())]

    @property
    def _inventory(self) -> Path:
        return self.management / "inventory.json"


@contextmanager
def grounds() -> Iterator[Grounds]:
    """Gone afterwards, with all processes of its machines, and what a killed run left."""
    _remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o711)
    made = Grounds(folder)
    try:
        yield made
    finally:
        for each in made.machines.values():
            with suppress(RuntimeError, OSError, subprocess.TimeoutExpired):
                each.end()
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path(f"/proc/{owner}").exists():
            _end(folder, signal.SIGQUIT)  # PostgreSQL's: at once, and its children too
            deadline = time.monotonic() + PATIENCE
            while _naming(folder) and time.monotonic() < deadline:
                time.sleep(0.1)
            _end(folder, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)


def _end(folder: Path, how: signal.Signals) -> None:
    for process in _naming(folder):
        with suppress(ProcessLookupError):
            os.kill(process, how)


def _naming(folder: Path) -> list[int]:
    """The processes that were started with this folder, whose name is nobody else's."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"{folder}/".encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found
