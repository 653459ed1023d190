"""`stembus access`: who may do what, of people and of processes; and that it was reviewed."""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from stembus.apps.organiser.reach import reach
from stembus.apps.organiser.review import Held, Review
from stembus.command.machine_rights import database_roles, processes
from stembus.domain.audit import actions as audit
from stembus.domain.audit import queries as trail
from stembus.domain.elections.queries import database_now
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

ACTOR = "command line"
ACT = "access.reviewed"
# BIO2: each quarter.
EVERY = timedelta(days=92)
# What is a right; when it was used is not, so that a use does not change the report's hash.
RIGHT = ("who", "role", "kind", "place", "since", "until", "by")
COLUMNS = ("who", "role", "where", "since", "by", "until", "log-in", "used", "factors", "look at")


def access(options: argparse.Namespace) -> None:
    reach(operator=True)
    if options.what == "reviewed":
        _confirm(options)
    elif options.json:
        print(json.dumps(report(), indent=2, default=str, ensure_ascii=False))
    else:
        _print(report())


def report() -> dict[str, Any]:
    people = [_row(each) for each in Review().everything()]
    rights = [{name: row[name] for name in RIGHT} for row in people]
    machine = {"processes": processes(), "database_roles": database_roles()}
    return {
        "made_at": database_now().isoformat(),
        "sha256": _hash({"people": rights, **machine}),
        "review": _last_review(),
        "people": people,
        **machine,
    }


def _row(held: Held) -> dict[str, Any]:
    row = asdict(held) | {"flags": [flag.value for flag in held.flags]}
    times = ("since", "until", "last_login", "last_used")
    return row | {name: row[name].isoformat() if row[name] else None for name in times}


def _hash(rights: object) -> str:
    text = json.dumps(rights, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _last_review() -> dict[str, object]:
    last = trail.last(ACT)
    if last is None:
        return {"last": None, "by": None, "report": None, "due": True}
    return {
        "last": last.at.isoformat(),
        "by": last.details.get("by"),
        "report": last.details.get("report"),
        "due": last.at < database_now() - EVERY,
    }


@transaction.atomic
def _confirm(options: argparse.Namespace) -> None:
    """Refuses with `access.by`, `person.unknown`, or with `access.changed` another report."""
    if not options.by:
        raise Refused("access.by")
    person = Person.objects.filter(email=options.by.lower()).first()
    if person is None:
        raise Refused("person.unknown")
    made = report()
    if options.report and options.report != made["sha256"]:
        raise Refused("access.changed")
    flagged = sum(bool(row["flags"]) for row in made["people"])
    about = {"report": made["sha256"], "rights": len(made["people"]), "flagged": flagged}
    audit.record(ACTOR, ACT, None, by=person.email, **about)
    print(f"reviewed: {made['sha256']}")


def _print(made: dict[str, Any]) -> None:
    _table(COLUMNS, [_cells(row) for row in made["people"]])
    if made["processes"]:
        print("\nProcesses (deploy/processes.yml)")
        names = ("process", "user", "database role", "reached from", "reaches", "holds", "may")
        _table(names, [_process_cells(each) for each in made["processes"]])
    if made["database_roles"]:
        print("\nRoles in the database, as they are")
        roles = [[each["role"], *_role_cells(each)] for each in made["database_roles"]]
        _table(("role", "member of", "look at"), roles)
    review = made["review"]
    last = f"last on {_day(review['last'])} by {review['by']}" if review["last"] else "never yet"
    print(f"\nReviewed: {last}{'; due now' if review['due'] else ''}.")
    print(f"When you have: stembus access reviewed --by ADDRESS --report {made['sha256']}")


def _cells(row: dict[str, Any]) -> list[str]:
    times = [_day(row[name]) for name in ("until", "last_login", "last_used")]
    factors = ", ".join(f"{kind} {number}" for kind, number in sorted(row["factors"].items()))
    where = row["where"] or "the installation"
    told = [row["who"], row["role"], where, _day(row["since"]), row["by"] or "?"]
    return [*told, *times, factors or "-", ", ".join(row["flags"])]


def _process_cells(row: dict[str, Any]) -> list[str]:
    lists = (", ".join(row[name]) or "-" for name in ("reaches", "holds"))
    may = "; ".join(f"{area} {what}" for area, what in row["may"].items())
    return [row["process"], row["user"], row["database_role"], row["reached_from"], *lists, may]


def _role_cells(row: dict[str, Any]) -> list[str]:
    return [", ".join(row["member_of"]) or "-", ", ".join(row["flags"])]


def _day(time: str | None) -> str:
    return datetime.fromisoformat(time).strftime("%Y-%m-%d") if time else "-"


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    for row in (names, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
