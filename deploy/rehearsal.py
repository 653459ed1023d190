"""A restore on the vault itself: `python -m deploy.rehearsal FOLDER`, once a week by a timer.

A backup that can't be restored is an alarm, and so is one that is old: what was noted last must
have come with it. What is restored is then set aside, election by election, and taken away.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.postgres import Failed, as_user
from deploy.restore import Place, restore

PORT = 5433


def rehearse(place: Place, recipients: Path, aside: Path, within: timedelta) -> dict[str, Any]:
    """Refuses what is older than that. Nothing of it stays but what is set aside."""
    shutil.rmtree(place.data, ignore_errors=True)  # of one that was ended
    try:
        report = restore(place, archive=False)
        refuse_old(report.checked["noted_at"], within)
        report.step("set aside", lambda: _set_aside(place, recipients, aside))
        return report.as_json()
    finally:
        try:
            place.stop()
        except Failed as why:  # it may not have come up; why is said already
            print(f"rehearsal: {why}", file=sys.stderr)
        shutil.rmtree(place.data, ignore_errors=True)


def refuse_old(noted_at: str, within: timedelta) -> None:
    age = datetime.now(UTC) - datetime.fromisoformat(noted_at)
    if age > within:
        raise SystemExit(f"rehearsal: the newest note in the backup is {age} old: is it archived?")


def _set_aside(place: Place, recipients: Path, aside: Path) -> None:
    program = Path(sys.executable).with_name("stembus")
    where = ("--folder", aside, "--recipients", recipients)
    command = as_user(program, "state", "set-aside", *where, user=place.check_user)
    environment = {**os.environ, "DATABASE_URL": place.url}
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603
    if done.returncode:
        raise SystemExit("rehearsal: elections could not be set aside: see above")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.rehearsal", description=__doc__)
    parser.add_argument("folder", type=Path, help="with PostgreSQL's settings for it")
    parser.add_argument("--configuration", type=Path, default=Path("/etc/pgbackrest/rehearsal"))
    parser.add_argument("--recipients", type=Path, required=True)
    parser.add_argument("--aside", type=Path, required=True)
    parser.add_argument("--within", type=int, default=2, metavar="HOURS")
    options = parser.parse_args()
    at = options.folder
    place = Place(
        at / "data",
        options.configuration,
        socket=at,
        port=PORT,
        options=(f"-c config_file={at}/postgresql.conf", f"-c port={PORT}"),
        log=at / "log",
    )
    within = timedelta(hours=options.within)
    print(json.dumps(rehearse(place, options.recipients, options.aside, within)))


if __name__ == "__main__":
    main()
