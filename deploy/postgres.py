"""PostgreSQL's programs, run as its user: it refuses root."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

USER = "postgres"
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql"))
Word = str | Path


def as_user(*command: Word, user: str = USER) -> list[Word]:
    prefix = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")
    return [*(prefix if os.geteuid() == 0 and user != "root" else ()), *command]


def run(*command: Word, user: str = USER, check: bool = True) -> str:
    """What a command prints. No secret is among its words."""
    done = subprocess.run(  # noqa: S603
        as_user(*command, user=user), capture_output=True, text=True, cwd="/"
    )
    if check and done.returncode:
        raise Failed(command, f"{done.stdout}{done.stderr}")
    return done.stdout


class Failed(RuntimeError):
    def __init__(self, command: Sequence[Word], said: str) -> None:
        super().__init__(f"{Path(command[0]).name}: {said.strip()[-2000:]}")
