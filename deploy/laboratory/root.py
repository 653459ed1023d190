"""The laboratory's file systems: Debian, and over it the libraries of Stembus.

Each is made once for what went into it, and kept in CACHE.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path("/var/cache/stembus-laboratory")
SUITE = "bookworm"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "kmod", "procps", "iproute2", "ca-certificates"),
    *("python3", "python3-venv", "postgresql", "haproxy", "nftables"),
)
# The interpreter of SUITE, for which libraries are fetched.
PYTHON = "3.11"
INSTALL = Path("opt/stembus")
CHECKOUT = ("src", "browser", "db", "pyproject.toml", "README.md", "LICENSE")


def layers() -> list[Path]:
    """The directories of a host's file system, the uppermost first; made where they are missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        base = made("debian", " ".join((SUITE, *PACKAGES)), _debian)
        wanted = base.name + (ROOT / "requirements/run.txt").read_text() + _project()
        return [made("libraries", wanted, lambda to: _libraries(base, to)), base]


def _project() -> str:
    """What of pyproject.toml an installation depends on."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return repr((read["build-system"], read["project"]["scripts"], read["project"]["version"]))


def made(kind: str, inputs: str, make: Callable[[Path], None]) -> Path:
    """The directory of these inputs. Those of others are no longer of use."""
    made = CACHE / f"{kind}-{hashlib.sha256(inputs.encode()).hexdigest()[:16]}"
    if not made.exists():
        for former in CACHE.glob(f"{kind}-*"):
            shutil.rmtree(former)
        unfinished = made.with_name(f"{made.name}.unfinished")
        make(unfinished)
        unfinished.rename(made)
    return made


def run(*command: str | Path) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"laboratory: {command[0]} failed\n{done.stdout[-4000:]}")


def _debian(to: Path) -> None:
    print(f"laboratory: making {to.name}, once", file=sys.stderr)
    run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, to)
    shutil.rmtree(to / "var/cache/apt")
    # Ours stands in front, and is told when to start.
    run("systemctl", f"--root={to}", "disable", "haproxy.service")


def _libraries(base: Path, to: Path) -> None:
    """A virtual environment by the interpreter of the file system itself, in its place."""
    print(f"laboratory: making {to.name}, once", file=sys.stderr)
    to.mkdir()
    with overlay([base], to) as root:
        wheels = root / "wheels"
        fetch = (
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        )
        only = ("--only-binary=:all:", f"--python-version={PYTHON}", "--dest", wheels)
        run(*fetch, *only, "-r", ROOT / "requirements/run.txt")
        copy_checkout(root / INSTALL)
        python = f"/{INSTALL}/.venv/bin/python"
        run("chroot", root, "/usr/bin/python3", "-m", "venv", f"/{INSTALL}/.venv")
        pip = ("chroot", root, python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps")
        run(*pip, *(f"/wheels/{each.name}" for each in sorted(wheels.iterdir())))
        run(*pip, "--no-build-isolation", "--editable", f"/{INSTALL}")
        shutil.rmtree(wheels)
        # What runs is laid over it anew each time; what was renamed since must not shine through.
        for name in ("src", "browser", "db"):
            shutil.rmtree(root / INSTALL / name, ignore_errors=True)


def copy_checkout(to: Path) -> None:
    """What runs, of this checkout, byte code included."""
    leave = shutil.ignore_patterns("node_modules", "*.egg-info", "tests", "var")
    to.mkdir(parents=True, exist_ok=True)
    for name in CHECKOUT:
        if not (ROOT / name).exists():
            continue
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=leave, dirs_exist_ok=True)
        else:
            shutil.copy2(ROOT / name, to / name)


@contextmanager
def overlay(lower: list[Path], upper: Path) -> Iterator[Path]:
    """A mounted file system of layers; what is written goes to `upper`."""
    work, merged = upper.with_name(f"{upper.name}.work"), upper.with_name(f"{upper.name}.merged")
    for folder in (work, merged):
        folder.mkdir(exist_ok=True)
    below = ":".join(map(str, lower))
    places = f"lowerdir={below},upperdir={upper},workdir={work}"
    run("mount", "-t", "overlay", "overlay", "-o", places, merged)
    try:
        yield merged
    finally:
        run("umount", merged)
        merged.rmdir()
        shutil.rmtree(work)
