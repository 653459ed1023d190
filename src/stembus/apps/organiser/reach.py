"""Tells PostgreSQL whose rows a session may reach: db/policies.sql keeps it to them.

A connection outlives a request, so that each begins by saying anew who asks, in one statement, and
in none where that is what the connection was told last.
"""

from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection

Told = tuple[str, str, str]
NOBODY: Told = ("", "", "")
SET = (
    "SELECT set_config('stembus.person', %s, false), set_config('stembus.election', %s, false), "
    "set_config('stembus.operator', %s, false)"
)
_told: "WeakKeyDictionary[psycopg.Connection[object], Told]" = WeakKeyDictionary()


def reach(
    person: UUID | None = None, election: UUID | None = None, *, operator: bool = False
) -> None:
    """From now on, the rows of this person's elections, or only of this one of them.

    Without a person `election` is what a public page is about: an election, or a trustee or code
    authority of one. With neither, no rows.
    """
    if connection.vendor == "postgresql":
        _tell((str(person or ""), str(election or ""), "on" if operator else ""))


def _tell(wanted: Told) -> None:
    known = connection.connection
    if connection.in_atomic_block:
        _told.pop(known, None)  # the database forgets it if the transaction is rolled back
    elif known is None and wanted == NOBODY:
        return  # not connected yet: nobody is what a new connection is told
    elif known is not None and _told.get(known, NOBODY) == wanted:
        return
    else:
        connection.ensure_connection()
        _told[connection.connection] = wanted
    with connection.cursor() as cursor:
        cursor.execute(SET, wanted)
