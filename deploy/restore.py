"""Builds the database anew from its backup: `python -m deploy.restore`, on an empty host.

The host has its configuration and certificates already (docs/runbooks/restore.md). It fetches the
newest backup and what was archived since, up to now or to a moment, starts PostgreSQL on it, checks
all of it (`stembus state check`), and says how long each step took. It overwrites nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.postgres import PROGRAMS, USER, Failed, as_user, run
from stembus.verify.progress import Line, Progress, silent

MEGABYTE = 1_000_000
# A recovery of a large database takes long; that it stands still is seen in PostgreSQL's log.
PATIENCE = "14400"


@dataclass(frozen=True)
class Place:
    """Where the database comes to stand. `options` are PostgreSQL's, beside its files'."""

    data: Path
    configuration: Path = Path("/etc/pgbackrest")
    stanza: str = "stembus"
    socket: Path = Path("/run/postgresql")
    port: int = 5432
    database: str = "stembus"
    options: tuple[str, ...] = ()
    log: Path = Path("/var/log/postgresql/restore.log")
    check_user: str = USER
    # The installation's, where it is to be checked that they open what is sealed.
    secrets: Path | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}@/{self.database}?host={self.socket}&port={self.port}"

    def pgbackrest(self, *arguments: str) -> list[str]:
        where = (f"--config-path={self.configuration}", f"--stanza={self.stanza}")
        return ["pgbackrest", *where, *arguments]

    def ask(self, statement: str) -> str:
        where = ("-h", self.socket, "-p", str(self.port), "-U", USER, "-d", "postgres")
        return run("psql", "-XqAt", *where, "-c", statement).strip()

    def stop(self) -> None:
        run(PROGRAMS / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")


@dataclass
class Report:
    """Seconds by step; `size` is that of the database, in bytes."""

    size: int = 0
    backup: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    checked: dict[str, Any] = field(default_factory=dict)

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        began = time.monotonic()
        done = work()
        self.seconds[name] = round(time.monotonic() - began, 1)
        print(f"restore: {name}: {self.seconds[name]:.1f} s", file=sys.stderr, flush=True)
        return done

    def as_json(self) -> dict[str, Any]:
        total = round(sum(self.seconds.values()), 1)
        writable = total - self.seconds.get("check", 0)
        return {
            "backup": self.backup,
            "megabytes": round(self.size / MEGABYTE),
            "seconds": self.seconds,
            "total_seconds": total,
            "megabytes_per_second": round(self.size / MEGABYTE / max(writable, 0.1), 1),
            "checked": self.checked,
        }


def restore(
    place: Place,
    target: str | None = None,
    archive: bool = True,
    check: tuple[str, ...] | None = (),
    progress: Progress = silent,
) -> Report:
    """`target`: a moment, as PostgreSQL writes one. `check`: options of `stembus state check`."""
    report = Report()
    report.step("look", lambda: _look(place, report))
    report.step("fetch", lambda: _fetch(place, report, target, archive, progress))
    report.step("recover", lambda: _recover(place))
    report.size = int(place.ask("SELECT sum(pg_database_size(oid)) FROM pg_database"))
    if check is not None:
        report.checked = report.step("check", lambda: _check(place, check))
    return report


def _look(place: Place, report: Report) -> None:
    (found,) = json.loads(run(*place.pgbackrest("info", "--output=json")))
    if not found.get("backup"):
        raise SystemExit(f"restore: no backup of {place.stanza}: {found['status']['message']}")
    newest = found["backup"][-1]
    report.backup, report.size = newest["label"], newest["info"]["size"]


def _fetch(
    place: Place, report: Report, target: str | None, archive: bool, progress: Progress
) -> None:
    wanted = ["--type=time", f"--target={target}"] if target else ["--type=default"]
    wanted += ["--target-action=promote"] if target else []
    wanted += [] if archive else ["--archive-mode=off"]
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(place.data, report.size, progress, done))
    watch.start()
    try:
        run("install", "--directory", "--mode=700", place.data)
        run(*place.pgbackrest("restore", *wanted))
    finally:
        done.set()
        watch.join()


def _watch(folder: Path, size: int, progress: Progress, done: threading.Event) -> None:
    while not done.wait(1):
        progress("restore: fetch, bytes", min(_size(folder), size), size)


def _size(folder: Path) -> int:
    """Files come and go meanwhile."""
    found = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                found += os.stat(os.path.join(path, name)).st_size
            except FileNotFoundError:
                continue
    return found


def _recover(place: Place) -> None:
    """Until it is writable."""
    options = ("-o", " ".join(place.options)) if place.options else ()
    where = ("-D", place.data, "-l", place.log)
    run(PROGRAMS / "pg_ctl", *where, "-w", "-t", PATIENCE, *options, "start")
    while not _is_writable(place):
        run(PROGRAMS / "pg_ctl", "-D", place.data, "status")  # it may have given up
        time.sleep(0.2)


def _is_writable(place: Place) -> bool:
    """Without hot standby it hears nobody before."""
    try:
        return place.ask("SELECT pg_is_in_recovery()") == "f"
    except Failed:
        return False


def _check(place: Place, options: tuple[str, ...]) -> dict[str, Any]:
    """It says itself how far it is; its answer is JSON."""
    program = Path(sys.executable).with_name("stembus")
    options += ("--with-keys",) if place.secrets else ()
    command = as_user(program, "state", "check", *options, user=place.check_user)
    # Where none are given it finds none, and asks for none.
    secrets = str(place.secrets or place.data)
    environment = {**os.environ, "DATABASE_URL": place.url, "CREDENTIALS_DIRECTORY": secrets}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, cwd="/")  # noqa: S603
    if done.returncode:
        raise SystemExit("restore: what came back is not as it was: see above, and keep it")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.restore", description=__doc__)
    parser.add_argument("--target", metavar="TIME", help="such as 2027-03-01 12:00:00+01")
    parser.add_argument("--data", type=Path, default=Path("/var/lib/postgresql/15/main"))
    parser.add_argument("--configuration", type=Path, default=Path("/etc/pgbackrest"))
    parser.add_argument("--config-file", help="PostgreSQL's, where it is not beside the data")
    parser.add_argument("--stop", action="store_true", help="leave it to Patroni to start it")
    parser.add_argument("--secrets", type=Path, help="check that these open what is sealed")
    parser.add_argument("--noted", type=Path, help="check against this, not the newest note")
    options = parser.parse_args()
    said = ("-c", f"config_file={options.config_file}") if options.config_file else ()
    check = ("--noted", str(options.noted.resolve())) if options.noted else ()
    line = Line(sys.stderr) if sys.stderr.isatty() else None
    place = Place(options.data, options.configuration, options=said, secrets=options.secrets)
    report = restore(place, options.target, check=check, progress=line or silent)
    if options.stop:
        place.stop()
    print(json.dumps(report.as_json(), indent=1))


if __name__ == "__main__":
    main()
