"""Units of a host that is but a namespace and has no systemd: each is run as its file says.

Of a unit counts what makes it run: command, user, settings, secrets, and that it starts again when
it dies. Users and sandboxes are tried where systemd is (host.py).
"""

import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.laboratory.namespaces import Namespace

# Who needs another user than root, since it refuses to be root.
OTHERS = ("postgres",)
PAUSE = 0.1


@dataclass
class Unit:
    name: str
    command: list[str]
    settings: dict[str, str]
    user: str
    restart: float
    alone: bool  # what it started outlives it
    folder: str = "/"
    firewall: bool = False  # it may change the host's
    before: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    wanted: bool = False
    died: float = 0.0
    starts: int = 0

    @classmethod
    def of(cls, name: str, text: str, etc: Path, credentials: Path) -> "Unit":
        lines = list(pairs(text))
        said = dict(reversed(lines))  # of what is said more than once, the first
        settings: dict[str, str] = {}
        for each in (value for key, value in lines if key == "EnvironmentFile"):
            settings |= environment(etc / each.removeprefix("/etc/"))
        if "LoadCredential" in text:
            settings["CREDENTIALS_DIRECTORY"] = str(credentials)
        return cls(
            name,
            shlex.split(said["ExecStart"]),
            settings,
            said.get("User", "root") if said.get("User") in OTHERS else "root",
            float(said.get("RestartSec", "1")),
            said.get("KillMode") == "process",
            said.get("WorkingDirectory", "/"),
            "CAP_NET_ADMIN" in said.get("AmbientCapabilities", ""),
            tuple(re.findall(r"^ExecStartPre=(.*)$", text, re.MULTILINE)),
        )


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """What lines of NAME=value say, in order."""
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            yield name, value


def environment(path: Path) -> dict[str, str]:
    """Of an EnvironmentFile, which may be missing."""
    text = path.read_text() if path.exists() else ""
    return {name: value.strip('"') for name, value in pairs(text)}


def secrets_of(text: str) -> list[str]:
    """The names of the secrets that a unit is handed."""
    return re.findall(r"^LoadCredential=([^:]+):", text, re.MULTILINE)


@dataclass
class Units:
    """The units of one host, and the thread that starts again what died."""

    namespace: Namespace
    logs: Path
    also: dict[str, str] = field(default_factory=dict)  # settings of all of them
    units: dict[str, Unit] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _over: threading.Event = field(default_factory=threading.Event)
    _keeper: threading.Thread | None = None

    def add(self, unit: Unit) -> None:
        self.units[unit.name] = unit

    def start(self, *names: str) -> None:
        with self._lock:
            for name in names or tuple(self.units):
                unit = self.units[name]
                if not unit.wanted:
                    unit.wanted = True
                    self._begin(unit)
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, daemon=True)
            self._keeper.start()

    def stop(self, *names: str, patience: float = 20) -> None:
        """In order: each is asked to end, and waited for."""
        with self._lock:
            chosen = [self.units[name] for name in names or tuple(self.units)]
            for unit in chosen:
                unit.wanted = False
                self._signal(unit, signal.SIGTERM)
        for unit in chosen:
            if unit.process:
                try:
                    unit.process.wait(patience)
                except subprocess.TimeoutExpired:
                    self._signal(unit, signal.SIGKILL)

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """It starts again by itself, as a unit does."""
        self._signal(self.units[name], how)

    def power_off(self) -> None:
        """Everything on the host, at once; nothing starts again."""
        with self._lock:
            for unit in self.units.values():
                unit.wanted = False
        for _ in range(20):
            if not (found := processes(self.namespace)):
                return
            for process in found:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)

    def close(self) -> None:
        self._over.set()
        if self._keeper:
            self._keeper.join()
        self.power_off()

    def _begin(self, unit: Unit) -> None:
        drop = ("setpriv", f"--reuid={unit.user}", f"--regid={unit.user}", "--clear-groups")
        may = [f"--{kind}-caps=+net_admin" for kind in ("inh", "ambient") if unit.firewall]
        as_user = (*drop, *may) if unit.user != "root" else ()
        prefix = self.namespace.command("env", "-i", *_environment(unit, self.also), *as_user)
        with (self.logs / f"{unit.name}.log").open("ab") as log:
            for each in unit.before:
                before = [*prefix, *shlex.split(each)]
                if subprocess.run(before, stdout=log, stderr=log, cwd=unit.folder).returncode:
                    unit.process = subprocess.Popen(["false"])
                    return
            unit.process = subprocess.Popen(
                [*prefix, *unit.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=unit.folder,
                start_new_session=True,
            )
        unit.starts += 1

    def _signal(self, unit: Unit, how: signal.Signals) -> None:
        if unit.process and unit.process.poll() is None:
            send = os.kill if unit.alone else os.killpg
            with suppress(ProcessLookupError):
                send(unit.process.pid, how)

    def _keep(self) -> None:
        while not self._over.wait(PAUSE):
            with self._lock:
                for unit in self.units.values():
                    self._look_after(unit)

    def _look_after(self, unit: Unit) -> None:
        if not unit.wanted or not unit.process or unit.process.poll() is None:
            unit.died = 0.0
        elif not unit.died:
            unit.died = time.monotonic()
        elif time.monotonic() - unit.died >= unit.restart:
            unit.died = 0.0
            self._begin(unit)


def _environment(unit: Unit, also: dict[str, str]) -> list[str]:
    home = pwd.getpwnam(unit.user).pw_dir
    known = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}
    return [f"{name}={value}" for name, value in (known | unit.settings | also).items()]


def processes(namespace: Namespace) -> list[int]:
    done = subprocess.run(
        ["ip", "netns", "pids", namespace.name], capture_output=True, text=True, check=False
    )
    return [int(each) for each in done.stdout.split()]


def hand_secrets(text: str, store: Path, credentials: Path) -> None:
    """Those that are there: what another has given may be missing."""
    credentials.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in secrets_of(text):
        if (store / name).exists():
            shutil.copy(store / name, credentials)
