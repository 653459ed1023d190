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
    """PostgreSQL takes them column by column, in one statement: faster than Django puts them in,
    and unlike COPY it keeps to policies for rows."""
    names, values = ", ".join(INSERTED), list(_plain(upload, rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f"%s::{_type(name)}[]" for name in INSERTED)
            statement = f"INSERT INTO {ROWS} ({names}) SELECT * FROM unnest({columns})"  # noqa: S608
            cursor.execute(statement, [list(column) for column in zip(*values, strict=True)])
        else:
            places = ", ".join(["%s"] * len(INSERTED))
            statement = f"INSERT INTO {ROWS} ({names}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, values)


def _type(column: str) -> str | None:
    """As PostgreSQL calls it."""
    (field,) = (field for field in StagedRow._meta.concrete_fields if field.column == column)
    return field.db_type(connection)


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
