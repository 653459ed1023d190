"""A pytest plugin: on PostgreSQL, each statement runs under the role of the process that asks it.

The tests of processes run in one Python process, over one connection of a superuser. Here a
statement that a process's code causes (the innermost module under `stembus.apps` on the stack) runs
as that process's role, so that each test of a page or a round is one of grants and policies too.
What a test asks by itself runs as before.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from psycopg import DatabaseError, sql
from psycopg.pq import TransactionStatus

from deploy.matrix import processes, role
from stembus.config import STATEMENTS
from tests.postgres import make_roles

# Which the organiser's process does not know: with all areas at hand, deleting a draft looks there.
BALLOTS = "ballots_ballot"
GATE = "stembus.apps.organiser.gate"
MODULE = re.compile(rf"stembus\.apps\.({'|'.join(processes())})\.")


@pytest.fixture(scope="session", autouse=True)
def roles(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with django_db_blocker.unblock():
        connection.ensure_connection()
        make_roles(connection.connection)
        with connection.cursor() as cursor:
            for name in ("guards", "policies", "grants"):
                cursor.execute((STATEMENTS / f"{name}.sql").read_text())
            _unguard(cursor)
    connection_created.connect(_separate)
    _separate(connection)
    yield
    connection_created.disconnect(_separate)


def _unguard(cursor: Any) -> None:
    """The tests empty tables between them."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
        "WHERE tgname IN ('append_only', 'append_only_all', 'written_once')"
    )
    for table, trigger in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {trigger} ON {table}")


def _separate(connection: Any, **_: Any) -> None:
    if _as_process not in connection.execute_wrappers:
        connection.execute_wrappers.append(_as_process)


def _as_process(
    execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any
) -> Any:
    process = _asking()
    if process == "organiser" and BALLOTS in statement:
        process = None
    plain = context["connection"].connection
    failed = plain.info.transaction_status == TransactionStatus.INERROR
    if process is None or failed:  # then it is the way back to a savepoint
        return execute(statement, params, many, context)
    plain.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role(process))))
    try:
        return execute(statement, params, many, context)
    finally:
        # If the transaction failed, its rollback takes the role back.
        with suppress(DatabaseError):
            plain.execute("RESET ROLE")


def _asking() -> str | None:
    """Of what a test does past the organiser's gate nobody could say who asks."""
    modules = list(_modules(sys._getframe(2)))
    found = next((found[1] for name in modules if (found := MODULE.match(f"{name}."))), None)
    return None if found == "organiser" and GATE not in modules else found


def _modules(frame: FrameType | None) -> Iterator[str]:
    """The innermost first."""
    while frame:
        yield frame.f_globals.get("__name__", "")
        frame = frame.f_back
