"""Programs that check an election, ours and those that others wrote, as an auditor calls them."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.service import COMMANDS

MODULES = Path(__file__).parent / "node_modules"


def _run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


def belenios_tool(archive: Path) -> bool:
    """Whether it accepts the archive, which must be alone in its directory."""
    return _run("belenios-tool", "election", "verify", "--dir", archive.parent).returncode == 0


def belenios_tool_extends(earlier: Path, later: Path) -> bool:
    """Whether it finds that `later` only adds to `earlier`."""
    folders = ("--dir1", earlier.parent, "--dir2", later.parent)
    return _run("belenios-tool", "election", "verify-diff", *folders).returncode == 0


def sirona(archive: Path) -> bool:
    """Whether it accepts the archive, which it looks for in the working directory."""
    program = MODULES / ".bin" / "sirona"
    return _run(program, "election", "verify", cwd=archive.parent).returncode == 0


def stembus_verify(archive: Path, *options: str | Path) -> dict[str, Any]:
    """Our own report; its exit status must say the same."""
    done = _run(COMMANDS / "stembus-verify", archive, "--json", *options)
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if report["valid"] else 1), done.stderr
    return report


def accepts(peer: Callable[[Path], bool], raw: bytes, name: str) -> bool:
    """What a peer says of these bytes, under the name that an archive has."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        return peer(path)
