"""`python -m drills.failover [--runs N] [--only FAULT] [--short] [--keep]`: see README.md.

Exit status: 0 all bars kept and nothing lost, 1 not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.laboratory.installation import NAME
from deploy.laboratory.sites import APPLICATION, ROOT, Sites, sites
from drills.failover.checker import Verdict, check, read_history
from drills.failover.election import Election
from drills.failover.plan import FAULTS, Fault
from drills.failover.report import Row, as_json, as_table, row

HERE = Path(__file__).parent
# Casts a second over both sites together.
VOTERS, PAUSE = 60, 1.0
SHORT = ("primary killed", "primary's site: network cut")
# So long casts flow before a fault, and after the healing.
QUIET = 3.0
WHOLE = 120.0


class Load:
    """The voters' process, in the world."""

    def __init__(self, service: Sites, election: Election, folder: Path, voters: int) -> None:
        self.process = subprocess.Popen(
            service.world.command(sys.executable, "-m", "drills.failover.load"),
            stdin=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._say(
            json.dumps(
                {
                    "folder": str(folder),
                    "host": NAME,
                    "sites": [service.network.addresses[name] for name in APPLICATION],
                    "uuid": election.uuid,
                    "certificate": str(service.certificate),
                    "pause": PAUSE,
                    "voters": voters,
                }
            )
        )

    def _say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def go(self) -> None:
        self._say("go")

    def rest(self) -> None:
        self._say("rest")

    def end(self) -> None:
        self._say("end")
        self.process.wait(120)


@contextmanager
def _load(service: Sites, election: Election, folder: Path, voters: int) -> Iterator[Load]:
    load = Load(service, election, folder, voters)
    try:
        yield load
    finally:
        if load.process.poll() is None:
            load.process.kill()
            load.process.wait()


def _run(fault: Fault, service: Sites, load: Load) -> tuple[float, float]:
    """From the fault until all members follow again; casts go on meanwhile."""
    load.go()
    time.sleep(QUIET)
    began = time.time()
    heal = fault.inject(service)
    time.sleep(max(0.0, fault.lasts - (time.time() - began)))
    healed = time.time()
    heal()
    service.await_members(WHOLE)
    time.sleep(QUIET)
    ended = time.time()
    load.rest()
    # Healing is not the fault's: the gap is looked for until then, or all along if it stands still.
    return began, max(healed, ended) if fault.bar is not None else ended


def drill(faults: list[Fault], runs: int, folder: Path) -> tuple[list[Row], Verdict]:
    with sites(folder / "sites") as service:
        say("three sites are starting …")
        service.start()
        election = Election(service, VOTERS)
        seconds = sum(each.lasts + 25 for each in faults) * runs
        say(f"{VOTERS} voters make {seconds / PAUSE:.0f} ballots each …")
        election.make_ballots(folder, int(seconds / PAUSE))
        windows: dict[str, list[tuple[float, float]]] = {}
        with _load(service, election, folder, VOTERS) as load:
            for turn in range(runs):
                for number, fault in enumerate(faults, 1):
                    say(f"run {turn + 1}/{runs}, {number}/{len(faults)}: {fault.name} …")
                    windows.setdefault(fault.name, []).append(_run(fault, service, load))
            load.end()
        say("everything is healed; the election is closed and counted …")
        election.conclude()
        say("every host's database is compared with what was acknowledged …")
        verdict = check(service, election, folder)
        history = read_history(folder / "history.jsonl")
    rows = [row(each.name, each.bar, windows[each.name], history) for each in faults]
    return rows, verdict


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drills.failover", description=__doc__)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", action="append", help="a part of a fault's name")
    parser.add_argument("--short", action="store_true", help="two faults, once")
    parser.add_argument("--keep", action="store_true", help="write RESULT.md and result.json here")
    options = parser.parse_args()
    faults, runs = FAULTS, options.runs
    if options.short:
        faults, runs = [each for each in FAULTS if each.name in SHORT], 1
    if options.only:
        faults = [each for each in FAULTS if any(part in each.name for part in options.only)]
    with tempfile.TemporaryDirectory(prefix="stembus-failover-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "sites").mkdir()
        rows, verdict = drill(faults, runs, Path(folder))
    table, found = as_table(rows, verdict), as_json(rows, verdict)
    print(table)
    print(found)
    if options.keep:
        (HERE / "RESULT.md").write_text(f"# The last full drill\n\n{table}\n")
        (HERE / "result.json").write_text(f"{found}\n")
    if verdict.faults:
        print(json.dumps(verdict.faults, indent=2), file=sys.stderr)
    return 0 if not verdict.faults and all(each.kept for each in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
