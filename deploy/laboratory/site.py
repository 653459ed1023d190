"""One host of three: its folder, its network, its units, and what its PostgreSQL says."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.laboratory.namespaces import Namespace
from deploy.laboratory.units import Units

ETC = Path("/etc/netns")  # what stands under it `ip netns exec` lays over /etc


@dataclass
class Site:
    name: str
    address: str
    namespace: Namespace
    folder: Path
    units: Units
    files: dict[str, str] = field(default_factory=dict)

    @property
    def etc(self) -> Path:
        return ETC / self.namespace.name

    @property
    def sockets(self) -> Path:
        return self.folder / "sockets"

    @property
    def disk(self) -> Path:
        """Its data's, no larger than DISK."""
        return self.folder / "disk"

    def query(self, statement: str, database: str = "stembus") -> str:
        """What this host's own PostgreSQL answers its administrator."""
        psql = ("psql", "-X", "-At", "-h", str(self.sockets), "-d", database, "-c", statement)
        done = subprocess.run(
            self.namespace.command(*as_user("postgres"), *psql),
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


def as_user(user: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")


def put(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def wait_for(
    done: Callable[[], bool], seconds: float, what: str, tell: Callable[[], str] = lambda: ""
) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} after {seconds:.0f} s\n{tell()}")
        time.sleep(0.3)
