"""belenios-tool as Debian's testing has it, unpacked beside the one that is installed.

`python -m tests.conformance.newer_tool` fetches it with the libraries that it needs, signed by
Debian, from the mirror that this machine uses; of the system nothing is changed. Which release it
is, testing decides (3.3.0 when this was written), so its tests stand apart: `make test-newer-peer`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.service import COMMANDS

PACKAGE = "belenios-tool"
ROOT = COMMANDS.parent / "newer-tool"
COMMAND = ROOT / PACKAGE
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
LAUNCHER = """#!/bin/sh
exec {loader} --library-path {libraries} {program} "$@"
"""


def fetch() -> None:
    """Into `ROOT`. Raises `CalledProcessError` where testing can't be had."""
    with tempfile.TemporaryDirectory() as folder:
        apt = _private_apt(Path(folder))
        _run(*apt, "update")
        _run(*apt, "--no-install-recommends", "--download-only", "install", PACKAGE)
        for package in Path(folder).glob("cache/archives/*.deb"):
            _run("dpkg-deb", "--extract", package, ROOT)
    _write_launcher()


def _private_apt(folder: Path) -> list[str]:
    """apt-get with a state of its own: nothing is installed, and testing is all there is."""
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources").write_text(f"deb [signed-by={KEYS}] {_mirror()} testing main\n")
    options = {
        "Dir::State": folder,
        "Dir::State::Status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::SourceList": folder / "sources",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "true",
    }
    return ["apt-get", "-qq", "-y", *(f"-o{name}={value}" for name, value in options.items())]


def _mirror() -> str:
    lines = _run("apt-get", "indextargets", "--format=$(LABEL) $(REPO_URI)", "Created-By: Packages")
    mirrors = (line.partition(" ") for line in lines.splitlines())
    return next(address for label, _, address in mirrors if label == "Debian")


def _write_launcher() -> None:
    """Its libraries are newer than this system's, their loader included."""
    (loader,) = ROOT.glob("usr/lib*/ld-linux-*.so.*")
    (libraries,) = (path.parent for path in ROOT.glob("usr/lib/*/libc.so.6"))
    program = ROOT / "usr/bin" / PACKAGE
    COMMAND.write_text(LAUNCHER.format(loader=loader, libraries=libraries, program=program))
    COMMAND.chmod(0o755)


def _run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    fetch()
    sys.stdout.write(_run(COMMAND, "--version"))
