"""An election by itself, in one file: what verifies it, and all its rows, to have it back.

Inside are `UUID.bel` of each ballot paper, rules, proceedings and official record as anyone gets
them, `trail.jsonl`, and `rows/TABLE.jsonl`, one row a line as the database has it (what is sealed
there is sealed here). `age` encrypts it on its way to the file: nothing that is not public is
written to a disk.
"""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet, UUIDField

from stembus.command.checking import models
from stembus.domain.audit import queries as trail
from stembus.domain.board import queries as boards
from stembus.domain.elections.models import Election
from stembus.domain.proceedings.queries import official_record
from stembus.domain.refusals import Refused
from stembus.protocol.board import EventType

CHUNK = 1000
# It has a file of its own, and stays where it is when an election comes back.
APART = ("audit.Entry",)


def write_all(folder: Path, recipients: Path) -> Iterator[Path]:
    """What stands there of an election that is no more goes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = []
    for election in Election.objects.order_by("created_at"):
        written.append(write(election, folder, recipients))
        yield written[-1]
    for former in set(folder.glob("*.tar.age")) - set(written):
        former.unlink()


def write(election: Election, folder: Path, recipients: Path) -> Path:
    """In place of the one from before, once it is whole."""
    path, fresh = folder / f"{election.pk}.tar.age", folder / f".{election.pk}.tar.age"
    command = ("age", "--encrypt", "--recipients-file", recipients, "--output", fresh)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as age:  # noqa: S603
        assert age.stdin  # noqa: S101
        with suppress(BrokenPipeError), tarfile.open(fileobj=age.stdin, mode="w|") as tar:
            _fill(tar, election)
    if age.returncode:
        raise Refused("state.age")
    return fresh.replace(path)


@transaction.atomic
def _fill(tar: tarfile.TarFile, election: Election) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    for name, content in _public(election):
        _add(tar, name, content)
    _add(tar, "trail.jsonl", _lines(map(trail.exported, trail.all_of(election.pk).iterator())))
    for model in models():
        found = of_election(model, election)
        if found is not None and model._meta.label not in APART:
            _add(tar, f"rows/{model._meta.db_table}.jsonl", _lines(_rows(found)))


def _public(election: Election) -> Iterator[tuple[str, Iterable[bytes]]]:
    for poll in election.polls.all():
        if boards.has(poll, EventType.SETUP):
            yield f"{poll.uuid}.bel", boards.archive(poll)
    if election.rules:
        yield "rules.json", [election.rules.encode()]
    if record := official_record(election):
        yield "proceedings.json", [record.proceedings.encode()]
        yield "record.json", [record.content.encode()]


def of_election(model: type[Model], election: Election) -> QuerySet[Any] | None:
    """The rows that belong to an election; None if this table's belong to none."""
    path = _path(model, ())
    return None if path is None else model._default_manager.filter(**{path: election.pk})


def _path(model: type[Model], seen: tuple[type[Model], ...]) -> str | None:
    """The shortest way to the election, as Django's filters name it."""
    if model is Election:
        return "pk"
    found = []
    for each in model._meta.concrete_fields:
        if each.name == "election" and isinstance(each, UUIDField):
            return each.name
        related = each.related_model
        if isinstance(related, type) and related not in (*seen, model):
            further = _path(related, (*seen, model))
            found += [f"{each.name}__{further}"] if further else []
    return min(found, key=len, default=None)


def _rows(found: QuerySet[Any]) -> Iterator[str]:
    """As PostgreSQL writes a row: `jsonb_populate_record` reads it again."""
    options = found.model._meta
    assert options.pk  # noqa: S101
    which, values = found.order_by().values("pk").query.sql_with_params()
    table, key = map(connection.ops.quote_name, (options.db_table, options.pk.column))
    statement = f"SELECT to_jsonb(t)::text FROM {table} t WHERE t.{key} IN ({which})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while some := cursor.fetchmany(CHUNK):
            yield from (row for (row,) in some)


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    return (f"{text}\n".encode() for text in texts)


def _add(tar: tarfile.TarFile, name: str, pieces: Iterable[bytes]) -> None:
    """Its size comes before it: what is public waits in a file, the rest of a table in memory."""
    with tempfile.TemporaryFile() if name.endswith(".bel") else io.BytesIO() as file:
        for piece in pieces:
            file.write(piece)
        about = tarfile.TarInfo(name)
        about.size = file.tell()
        file.seek(0)
        tar.addfile(about, file)
