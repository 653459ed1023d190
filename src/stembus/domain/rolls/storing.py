"""From checked rows to the roll: two statements, however many rows there are."""

from typing import Any

from django.db import connection

from .fates import ENTRY
from .models import Fate, StagedRow, Upload, Voter

VOTERS, ROWS = Voter._meta.db_table, StagedRow._meta.db_table


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
