"""`python -m drills.failover [--runs N] [--only FAULT] [--short] [--keep]`: see README.md.

Exit status: 0 all bars kept and nothing lost, 1 not.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from deploy.laboratory.installation import NAME
from deploy.laboratory.root import ROOT
from deploy.laboratory.sites import APPLICATION, Sites, sites
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


class Beside:
    """A program in the world's network, told what to do line by line."""

    def __init__(self, service: Sites, module: str) -> None:
        self.process = subprocess.Popen(
            service.world.command(sys.executable, "-m", module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


def _begin(load: Beside, service: Sites, election: Election, folder: Path) -> None:
    order = {
        "folder": str(folder),
        "host": NAME,
        "sites": [service.network.addresses[name] for name in APPLICATION],
        "uuid": election.uuid,
        "certificate": str(service.certificate),
        "pause": PAUSE,
        "voters": election.voters,
    }
    load.say(json.dumps(order))


@dataclass
class Run:
    """From the fault until all members follow again, and what a voter's browser saw."""

    fault: str
    began: float
    ended: float
    browser: dict[str, Any]


def _run(fault: Fault, service: Sites, load: Beside, browsers: Beside, link: str) -> Run:
    """Casts go on meanwhile; a voter at a browser casts as the fault happens."""
    load.say("go")
    browsers.say(link)
    if browsers.hear() != "ready\n":
        raise RuntimeError("the browser has no paper")
    time.sleep(QUIET)
    began = time.time()
    heal = fault.inject(service)
    browsers.say("cast")
    time.sleep(max(0.0, fault.lasts - (time.time() - began)))
    heal()
    service.members.await_whole(WHOLE)
    time.sleep(QUIET)
    ended = time.time()
    seen = json.loads(browsers.hear())
    load.say("rest")
    return Run(fault.name, began, ended, seen)


def drill(faults: list[Fault], runs: int, folder: Path) -> tuple[list[Row], Verdict]:
    with sites(folder / "sites") as service:
        say("three sites are starting …")
        service.start()
        election = Election(service, VOTERS, len(faults) * runs)
        seconds = sum(each.lasts + 25 for each in faults) * runs
        say(f"{VOTERS} voters make {seconds / PAUSE:.0f} ballots each …")
        election.make_ballots(folder, int(seconds / PAUSE))
        done = _do(faults, runs, service, election, folder)
        say("everything is healed; the election is closed and counted …")
        election.conclude()
        say("every host's database is compared with what was acknowledged …")
        verdict = check(service, election, folder, [each.browser for each in done])
        history = read_history(folder / "history.jsonl")
    rows = []
    for fault in faults:
        mine = [each for each in done if each.fault == fault.name]
        windows = [(each.began, each.ended) for each in mine]
        rows.append(row(fault.name, fault.bar, windows, [each.browser for each in mine], history))
    return rows, verdict


def _do(
    faults: list[Fault], runs: int, service: Sites, election: Election, folder: Path
) -> list[Run]:
    done: list[Run] = []
    links = iter(election.links[election.voters :])
    with (
        Beside(service, "drills.failover.load") as load,
        Beside(service, "drills.failover.browsers") as browsers,
    ):
        _begin(load, service, election, folder)
        for turn in range(runs):
            for number, fault in enumerate(faults, 1):
                say(f"run {turn + 1}/{runs}, {number}/{len(faults)}: {fault.name} …")
                done.append(_run(fault, service, load, browsers, next(links)))
        load.say("end")
        load.process.wait(120)
    return done


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drills.failover", description=__doc__)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", action="append", help="a part of a fault's name")
    parser.add_argument("--short", action="store_true", help="two faults, once")
    parser.add_argument("--keep", action="store_true", help="write RESULT.md and result.json here")
    options = parser.parse_args()
    # Who is asked to end cleans up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
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
