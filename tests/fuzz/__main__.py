"""`make fuzz`: each target for so many minutes, then what it found that is new joins the corpus."""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS
from tests.protocol.cores import MISSING

WORK = Path("var/fuzz")
LARGEST = {"elements": 200, "ballots": 12_000}  # bytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float, help="for each target")
    minutes = parser.parse_args().minutes
    if MISSING:
        print(f"there is nothing to compare with: {MISSING}", file=sys.stderr)
        return 1
    return max(_fuzz(name, minutes) for name in TARGETS)


def _fuzz(name: str, minutes: float) -> int:
    """What fails is left in `var/fuzz`, named after its hash."""
    found, kept = WORK / name, CORPUS / name
    found.mkdir(parents=True, exist_ok=True)
    kept.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={round(60 * minutes)}",
        f"-max_len={LARGEST[name]}",
        f"-artifact_prefix={WORK}/",
        "-print_final_stats=1",
    ]
    failed = _run(name, *options, found, kept)
    return failed or _run(name, "-merge=1", f"-max_len={LARGEST[name]}", kept, found)


def _run(name: str, *arguments: str | Path) -> int:
    command = [sys.executable, "-m", "tests.fuzz.run", name, *map(str, arguments)]
    return subprocess.run(command, check=False).returncode


sys.exit(main())
