"""Programs that check an election, ours and those that others wrote, as an auditor calls them."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stembus.protocol.board import EventType
from tests.conformance import newer_tool
from tests.conformance.tampering import story_of
from tests.service import COMMANDS
from tests.verify.archives import archive as put_together

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


def newer_belenios_tool(archive: Path) -> bool:
    """Whether the release of Debian's testing, which knows Ed25519 too, accepts the archive, and
    each ballot as one to add to the election as it was opened. It has a command for either."""
    story, tool = story_of(archive), (newer_tool.COMMAND, "election")
    with tempfile.TemporaryDirectory() as folder:
        opened = Path(folder) / "opened" / archive.name
        opened.parent.mkdir()
        opened.write_bytes(put_together(story[:1]))
        ballot = Path(folder) / "ballot.json"
        adds = (*tool, "verify-ballot", "--dir", opened.parent, "--ballot", ballot)
        for step in story:
            if step.type is EventType.BALLOT:
                ballot.write_bytes(step.data[0])
                if _run(*adds).returncode:
                    return False
    return _run(*tool, "verify", "--dir", archive.parent).returncode == 0


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
