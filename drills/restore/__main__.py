"""`python -m drills.restore`: three fires, and whether every ballot is back. See README.md."""

import argparse
import json
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from bench.measure import machine
from deploy.laboratory.grounds import grounds
from deploy.laboratory.machines import Machine
from deploy.restore import Report
from drills.restore.environment import Installation, Seen, seen
from drills.restore.template import database_of
from stembus.verify.progress import Line, Progress, silent

HERE = Path(__file__).parent
HUNDRED_GIGABYTES = 100_000  # in megabytes
TELLING = 500
# All of it, the making of elections left out where they are there already.
LIMIT = 3 * 3600


@dataclass
class Drill:
    installation: Installation
    progress: Progress
    more: int
    found: dict[str, Any] = field(default_factory=dict)

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        say(f"{name} …")
        began = monotonic()
        done = work()
        self.found[f"{name} (s)"] = round(monotonic() - began, 1)
        return done

    def fire(
        self, name: str, wanted: Seen, lost: tuple[Machine, ...], *check: str, back_to: str = ""
    ) -> Report:
        """Everything of these hosts is gone, and the machine that managed them; then it is back."""
        say(f"{name} …")
        self.installation.burn(*lost)
        if not any(
            each.row.role == "vault" for each in self.installation.grounds.machines.values()
        ):
            self.installation.promote_copy()
        report = self.installation.come_back(back_to or None, check, self.progress)
        there = seen(self.installation.database)
        missing = "" if there.content == wanted.content else f"{there} is not {wanted}"
        self.found[name] = report.as_json() | {"missing": missing, "ballots": there.ballots}
        del self.found[name]["checked"]
        return report


def say(text: str) -> None:
    print(f"drill: {text}", file=sys.stderr, flush=True)


def run(drill: Drill) -> dict[str, Any]:
    installation = drill.installation
    installation.begin()
    drill.timed("full backup", installation.back_up)
    installation.hold("more", ballots=drill.more)
    wanted = seen(installation.database)
    installation.hold("more", ballots=drill.more)
    drill.timed("incremental backup", lambda: installation.back_up("incr"))
    last = seen(installation.database)
    installation.archived()
    drill.timed("second copy", lambda: installation.copy_vault(drill.progress))
    one = (installation.database,)
    report = drill.fire("all hosts but the vault, to now", last, one)
    drill.found["verified"] = report.checked["found"]["elections"]
    drill.found["checks (s)"] = report.checked["seconds"]
    one = (installation.database,)
    drill.fire("to a point in time", wanted, one, "--quick", back_to=wanted.at)
    both = (installation.database, installation.vault)
    drill.fire("the vault too, from the second copy", last, both, "--quick")
    return drill.found


def table(found: dict[str, Any], about: dict[str, Any]) -> str:
    fires = {
        name: each for name, each in found.items() if isinstance(each, dict) and "missing" in each
    }
    first = next(iter(fires.values()))
    hours = HUNDRED_GIGABYTES / first["megabytes_per_second"] / 3600
    proofs = found["verified"]["ballots"] / max(found["checks (s)"]["elections"], 0.01)
    lines = [
        f"Last run: {about['at']}. Made by `make drill-restore`; in full in `result.json`.",
        "",
        f"{about['elections']} elections, {about['voters']} voters, {first['ballots']} ballots, a "
        f"database of {first['megabytes']} MB ({about['filler']} of them filler), on "
        f"{about['machine']['cores']} shared cores. "
        f"Full backup {found['full backup (s)']} s, second copy {found['second copy (s)']} s.",
        "",
        "| what was lost | ballots back | missing | keys, host | fetch | recover "
        "| writable after | MB/s | check |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, each in fires.items():
        took = each["seconds"]
        ready = took.get("keys", 0) + took["host"] + took["look"]
        lines.append(
            f"| {name} | {each['ballots']} | {each['missing'] or 'none'} | {ready:.1f} s | "
            f"{took['fetch']} s | {took['recover']} s | "
            f"{each['total_seconds'] - took['check']:.1f} s | {each['megabytes_per_second']} | "
            f"{took['check']} s |"
        )
    lines += [
        "",
        f"At that rate 100 GB are writable after {hours:.1f} h of the 4 h."
        if first["megabytes"] >= TELLING
        else "So small a database says nothing of 100 GB: what took seconds was to begin a step.",
        f"The proofs were checked at {proofs:.0f} ballots a second, which can go on beside the",
        "service. All was on one machine: a link between hosts was not part of it.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drills.restore", description=__doc__)
    parser.add_argument("--elections", type=int, default=3)
    parser.add_argument("--voters", type=int, default=200_000)
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=500, help="ballots before and after a moment")
    parser.add_argument("--filler", type=int, default=0, help="megabytes beside the elections'")
    parser.add_argument("--no-result", action="store_true", help="do not keep it in RESULT.md")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("drill: ended"))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("drill: it took too long"))
    signal.alarm(LIMIT)
    line = Line(sys.stderr) if sys.stderr.isatty() else None
    with grounds() as made:
        installation = Installation(made)
        installation.found()
        sizes = (options.elections, options.voters, options.ballots)
        database_of(installation, *sizes)
        if options.filler:
            installation.fill(options.filler)
        found = run(Drill(installation, line or silent, options.more))
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **dict(zip(("elections", "voters"), sizes, strict=False)),
        "filler": options.filler,
        "machine": machine(),
    }
    text = table(found, about)
    if not options.no_result:
        (HERE / "result.json").write_text(json.dumps(about | found, indent=1) + "\n")
        (HERE / "RESULT.md").write_text(text)
    print(text)
    print(json.dumps(about | found))
    return int(
        "none" not in text
        or any(each.get("missing") for each in found.values() if isinstance(each, dict))
    )


if __name__ == "__main__":
    sys.exit(main())
