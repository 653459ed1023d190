"""From judged rows to staged ones, and from these to the roll: so many rows want plain SQL."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from stembus.domain.sealing import keyring
from stembus.domain.sealing.cipher import DataKey, Place
from stembus.domain.sealing.fields import SealedField

from .entries import ENTRY
from .fates import Judged
from .models import Fate, StagedRow, Upload, Voter
from .queries import last_position

VOTERS, ROWS = Voter._meta.db_table, StagedRow._meta.db_table


PLAIN = ("number", "fate", "voter", "code", "poll_id", "weight", "language")
HASHES = ("address_hash", "reference_hash", "words")
SEALED = {field.name: field for field in StagedRow._meta.fields if isinstance(field, SealedField)}
INSERTED = ("id", "upload_id", *PLAIN, *SEALED, *HASHES)
# What a voter gets of a row: sealed values are bound to the voter, and copied as they are.
COPIED = (*ENTRY, *HASHES)


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
    native, plain = connection.features.has_native_uuid_field, attrgetter(*PLAIN)
    key = keyring.of(upload.election_id)
    for row in rows:
        new = uuid4()
        values = (new, upload.pk, *plain(row))
        yield (
            *(each.hex if isinstance(each, UUID) and not native else each for each in values),
            *_sealed(key, Place(upload.election_id, row.voter or new, ""), row),
            *_hashes(key, row),
        )


def _sealed(key: DataKey, place: Place, row: Judged) -> Iterator[bytes | None]:
    for name, field in SEALED.items():
        value = getattr(row, name)
        if value is None:
            yield None
        elif raw := field.encode(value):
            yield key.seal(Place(*place[:2], field.bound_to), raw)
        else:
            yield b""


def _hashes(key: DataKey, row: Judged) -> tuple[str, str, str]:
    """None of what is refused: nobody looks for it."""
    if row.fate == Fate.REFUSED:
        return "", "", ""
    words = " ".join(key.words(row.name, row.address, row.reference))
    return key.hash("address", row.address), key.hash("reference", row.reference), words


def insert_new(upload: Upload) -> int:
    """How many voters are new."""
    names = ", ".join(COPIED)
    return _execute(
        f"INSERT INTO {VOTERS} (id, election_id, position, {names}) "  # noqa: S608  # of the models
        f"SELECT id, %s, number + %s, {names} FROM {ROWS} WHERE upload_id = %s AND fate = %s",
        _raw(Upload._meta.get_field("election"), upload.election_id),
        last_position(upload.election),
        _raw(Upload._meta.pk, upload.pk),
        Fate.NEW.value,
    )


def update_changed(upload: Upload) -> int:
    """How many voters have changed."""
    values = ", ".join(f"{name} = staged.{name}" for name in COPIED)
    if connection.vendor == "postgresql":
        # The rows are so new that nothing is known of how many they are; where policies stand in
        # between, PostgreSQL then looks through all of them for each voter. Read once, each.
        _execute("SET LOCAL enable_nestloop = off")
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
