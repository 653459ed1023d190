"""`stembus state`: what there is, noted in the trail, checked after a restore, and set aside.

What is noted is in every later backup, and with the log server. It runs with the owner's role, and
without any secret: what is sealed stays sealed.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from stembus.command import checking, setting_aside
from stembus.command.service import say
from stembus.domain.audit import actions as audit
from stembus.domain.audit import queries as trail
from stembus.domain.refusals import Refused
from stembus.verify.progress import Line, silent

ACTOR = "command line"
NOTE = "state.note"


def state(options: argparse.Namespace) -> None:
    {"note": note, "check": check, "set-aside": set_aside}[options.task](options)


@transaction.atomic
def note(options: argparse.Namespace) -> None:
    """All counts are of one moment, a little before the entry's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    rows = checking.rows()
    # Its own entry is seen by this transaction once the chain has given it a place.
    audit.record(ACTOR, NOTE, rows=rows)
    print(json.dumps({"rows": rows}))


def check(options: argparse.Namespace) -> None:
    """Refuses with the first fault: `state.*`, `audit.*`, or what `stembus-verify` refuses with."""
    noted = _noted(options)
    line = Line(sys.stderr) if sys.stderr.isatty() else None
    progress = line or silent
    found: dict[str, Any] = {}
    seconds: dict[str, float] = {}
    steps: dict[str, Callable[[], Any]] = {
        "rows": lambda: checking.check_rows(noted),
        "trail": lambda: checking.check_trail(progress),
        "boards": lambda: checking.check_boards(progress),
        "elections": lambda: checking.check_elections(progress),
        "keys": lambda: checking.check_keys(required=options.with_keys),
    }
    if options.quick:
        del steps["elections"]
    for name, step in steps.items():
        began = time.monotonic()
        found[name] = step()
        seconds[name] = round(time.monotonic() - began, 2)
        if line:
            line.clear()
        say(f"{name}: {seconds[name]:.1f} s, {_in_words(found[name])}")
    print(json.dumps({"noted_at": noted["at"], "found": found, "seconds": seconds}))


def _in_words(found: dict[str, Any]) -> str:
    return ", ".join(f"{name} {each}" for name, each in found.items() if isinstance(each, int))


def _noted(options: argparse.Namespace) -> dict[str, Any]:
    """The newest note that came back with the trail, or one that was kept elsewhere."""
    if options.noted:
        kept: dict[str, Any] = json.loads(Path(options.noted).read_text())
        return {"at": None, **kept}
    entry = trail.last(NOTE)
    if entry is None:
        raise Refused("state.note")
    return {"at": entry.at.isoformat(), "rows": entry.details["rows"]}


def set_aside(options: argparse.Namespace) -> None:
    """One file for each election, which only the recipients' identities open."""
    if connection.vendor != "postgresql":
        raise Refused("state.postgresql")
    if not options.folder or not options.recipients:
        raise Refused("state.where")
    for path in setting_aside.write_all(Path(options.folder), Path(options.recipients)):
        print(path)
