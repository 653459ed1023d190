"""A running host: systemd as process 1 in a container, with network and file system of its own."""

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from deploy.laboratory.namespaces import Namespace
from deploy.laboratory.root import layers, overlay, run

RUNNING = Path("/run/stembus-laboratory")
CONTAINER = (
    # Its parent's death is its own: nothing is left of a run that was killed.
    *("setpriv", "--pdeathsig", "KILL", "systemd-nspawn", "--quiet", "--boot", "--keep-unit"),
    *("--register=no", "--settings=no", "--link-journal=no", "--resolv-conf=off", "--timezone=off"),
    # A host loads its own firewall, and its units' address lists into the kernel.
    *("--capability=CAP_NET_ADMIN,CAP_BPF,CAP_PERFMON", "--system-call-filter=bpf"),
)
SETTINGS = {
    # Address lists of units need the newer control groups alone.
    "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1",
    # A host sets the limits of its own network.
    "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "network",
}
READY = 60.0
# The newer one alone, or beside the older ones.
HIERARCHIES = [Path("/sys/fs/cgroup", name) for name in ("", "unified", "systemd")]


class Host:
    def __init__(self, name: str, namespace: Namespace, lower: list[Path] | None = None) -> None:
        self.name, self.namespace = f"{name}-{os.getpid()}", namespace
        self.lower = lower or layers()
        self.folder = RUNNING / self.name
        self.log = self.folder / "console"
        self.container: subprocess.Popen[bytes] | None = None
        self.leader = 0
        self._mounted = ExitStack()

    def __enter__(self) -> Self:
        """The file system is there; nothing runs yet."""
        _remove_leftovers()
        self.folder.mkdir(parents=True)
        run("mount", "-t", "tmpfs", "-o", "mode=0755,size=4G", "laboratory", self.folder)
        (self.folder / "upper").mkdir()
        self.root = self._mounted.enter_context(overlay(self.lower, self.folder / "upper"))
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._mounted.close()
        run("umount", self.folder)
        self.folder.rmdir()

    def start(self) -> None:
        """Start it, and wait until systemd says that all of it runs."""
        network = f"--network-namespace-path=/run/netns/{self.namespace.name}"
        for group in self._groups():
            group.mkdir(exist_ok=True)
        # One that another host's systemd also keeps would lose units to it.
        enter = "".join(f"echo $$ > {group}/cgroup.procs; " for group in self._groups())
        container = [*CONTAINER, network, f"--directory={self.root}", f"--machine={self.name}"]
        with self.log.open("ab") as log:
            self.container = subprocess.Popen(
                ["sh", "-ec", f'{enter}exec "$@"', "sh", *container],
                env={**os.environ, **SETTINGS},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + READY
        while not self._is_ready():
            if self.container.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text(errors="replace")[-4000:])
            time.sleep(0.1)

    def stop(self) -> None:
        if self.container and self.container.poll() is None:
            self.container.send_signal(signal.SIGTERM)
            try:
                self.container.wait(20)
            except subprocess.TimeoutExpired:
                self.container.kill()
                self.container.wait(20)
        self.leader = 0
        for group in self._groups():
            _remove_group(group)

    def _groups(self) -> list[Path]:
        """Its own control groups, in the hierarchies that systemd keeps."""
        at = [root for root in HIERARCHIES if (root / "cgroup.procs").exists()]
        return [root / f"stembus-laboratory-{self.name}" for root in at]

    def _is_ready(self) -> bool:
        assert self.container
        children = Path(f"/proc/{self.container.pid}/task/{self.container.pid}/children")
        try:
            self.leader = int(children.read_text().split()[0])
        except (OSError, IndexError):
            return False
        return self.run("systemctl", "is-system-running", check=False).strip() == "running"

    def run(
        self,
        *command: str | Path,
        user: str = "root",
        check: bool = True,
        given: str | None = None,
    ) -> str:
        """What a command prints, on standard output, run in the host as one of its users."""
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        enter = ["nsenter", f"--target={self.leader}", "--all", "--", "env", "-i", PATH]
        done = subprocess.run(
            [*enter, *([] if user == "root" else become), *command],
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if check and done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def put(self, path: str, text: str, mode: int = 0o644) -> None:
        """A file of the host's, root's own."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.touch(mode=mode)
        target.write_text(text)

    def journal(self, *units: str) -> str:
        chosen = [f"--unit={unit}" for unit in units]
        return self.run("journalctl", "--no-pager", "--output=short-unix", *chosen)


PATH = "PATH=/usr/sbin:/usr/bin"


def _remove_group(group: Path) -> None:
    """With those below it, once their last processes are gone."""
    deadline = time.monotonic() + 5
    while group.exists() and time.monotonic() < deadline:
        for folder, _, _ in os.walk(group, topdown=False):
            with suppress(OSError):
                os.rmdir(folder)
        time.sleep(0.05)


def _remove_leftovers() -> None:
    """Of runs that are gone: mounts and groups. Their containers died with them."""
    for group in [g for root in HIERARCHIES for g in root.glob("stembus-laboratory-*-*")]:
        if _is_gone(group):
            _remove_group(group)
    for folder in RUNNING.glob("*-*"):
        if _is_gone(folder):
            mounts = re.findall(rf" ({folder}\S*) ", Path("/proc/self/mounts").read_text())
            for mount in reversed(mounts):
                run("umount", "--lazy", mount)
            shutil.rmtree(folder)


def _is_gone(named: Path) -> bool:
    """Whose number is at the end of the name."""
    return not Path(f"/proc/{named.name.rsplit('-', 1)[1]}").exists()
