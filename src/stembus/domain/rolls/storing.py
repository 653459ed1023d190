"""From judged rows to staged ones, and from these to the roll: so many rows want plain SQL."""

import json
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from .entries import ENTRY
from .fates import Judged
from .models import Fate, StagedRow, Upload, Voter

VOTERS, ROWS = Voter._meta.db_table, StagedRow._meta.db_table


STAGED = ("number", "fate", "voter", "code", "details", "cells", *ENTRY)
INSERTED = ("id", "upload_id", *STAGED)


def stage_rows(upload: Upload, rows: Iterable[Judged]) -> None:
    """PostgreSQL takes them by COPY, five times as fast as Django puts them in."""
    names = ", ".join(INSERTED)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {ROWS} ({names}) FROM STDIN") as copy:
                for values in _plain(upload, rows):
                    copy.write_row(values)
        else:
            places = ", ".join(["%s"] * len(INSERTED))
            statement = f"INSERT INTO {ROWS} ({names}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, list(_plain(upload, rows)))


def _plain(upload: Upload, rows: Iterable[Judged]) -> Iterator[tuple[Any, ...]]:
    """As the database's driver takes them: SQLite has no UUIDs."""
    native, fields = connection.features.has_native_uuid_field, attrgetter(*STAGED)
    for row in rows:
        yield tuple(_value(each, native) for each in (uuid4(), upload.pk, *fields(row)))


def _value(value: Any, native: bool) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value.hex if isinstance(value, UUID) and not native else value


def insert_new(upload: Upload) -> int:
    """How many voters are new."""
    names = ", ".join(ENTRY)
    return _execute(
        f"INSERT INTO {VOTERS} (id, election_id, {names}) "  # noqa: S608  # names of the models
        f"SELECT id, %s, {names} FROM {ROWS} WHERE upload_id = %s AND fate = %s",
        _raw(Upload._meta.get_field("election"), upload.election_id),
        _raw(Upload._meta.pk, upload.pk),
        Fate.NEW.value,
    )


def update_changed(upload: Upload) -> int:
    """How many voters have changed."""
    values = ", ".join(f"{name} = staged.{name}" for name in ENTRY)
    return _execute(
        f"UPDATE {VOTERS} SET {values} FROM {ROWS} AS staged "  # noqa: S608  # names of the models
        f"WHERE staged.upload_id = %s AND staged.fate = %s AND {VOTERS}.id = staged.voter "
        f"AND {VOTERS}.election_id = %s",
        _raw(Upload._meta.pk, upload.pk),
        Fate.CHANGED.value,
        _raw(Upload._meta.get_field("election"), upload.election_id),
    )


def _raw(field: Any, value: object) -> Any:
    """As the database has it: SQLite has no type for a UUID."""
    return field.get_db_prep_value(value, connection)


def _execute(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
