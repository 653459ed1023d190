"""The parts of `stembus state check`: each reads the whole database, and changes nothing."""

import json
import os
import tempfile
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from stembus import keys
from stembus.apps.sequencer import checkpoint
from stembus.command.audit import anchors, entries
from stembus.config import AREA
from stembus.domain.audit.models import Entry
from stembus.domain.audit.verification import follow
from stembus.domain.ballots.models import Ballot
from stembus.domain.board import queries as boards
from stembus.domain.board.models import Checkpoint
from stembus.domain.elections.data_keys import out_of_reach
from stembus.domain.elections.models import Poll
from stembus.domain.refusals import Refused
from stembus.domain.retention.models import Deletion
from stembus.protocol.board import EventType
from stembus.verify.archive import Archive, scan
from stembus.verify.progress import Progress
from stembus.verify.verification import verify

# What db/guards.sql lets nobody take away but `retention`, which says how much it took. The trail's
# own rows are counted by its chain.
GROWING = (
    *("ballots.Ballot", "board.Record", "board.Checkpoint", "elections.Addition"),
    *("tallies.EncryptedTally", "tallies.PartialDecryption", "tallies.Result"),
    *("proceedings.Lot", "proceedings.Departure", "proceedings.Incident"),
    *("proceedings.OfficialRecord", "proceedings.Objection", "proceedings.Ruling"),
    *("proceedings.Recount", "proceedings.RecountReport"),
)
HASH = 32


def models() -> list[type[Model]]:
    """Of our areas."""
    return [each for each in apps.get_models() if each.__module__.startswith(AREA)]


def rows() -> dict[str, int]:
    """How many there are of each table."""
    return {each._meta.label: each._default_manager.count() for each in models()}


def check_rows(noted: Mapping[str, Any]) -> dict[str, Any]:
    """Refuses with `state.rows` if there is less than was noted and `retention` has not deleted it
    since."""
    now = rows()
    deleted = _deleted_since(noted["at"])
    for table in GROWING:
        there, before = now[table], int(noted["rows"].get(table, 0))
        if there + deleted[table] < before:
            raise Refused("state.rows", table=table, there=there, before=before)
    return {"tables": len(now), "rows": sum(now.values()), "now": now, "noted": noted["rows"]}


def _deleted_since(at: str | None) -> Counter[str]:
    since = Deletion.objects.all()
    if at:
        since = since.filter(at__gte=datetime.fromisoformat(at))
    deleted: Counter[str] = Counter()
    for each in since:
        deleted.update(each.counts)
    return deleted


def check_trail(progress: Progress) -> dict[str, int]:
    """Its chain, and that it is the one that the boards' signed checkpoints name."""
    total = Entry.objects.count()
    report = follow(_counted(entries(), total, progress), anchors())
    return {"entries": report.entries, "checkpoints": report.anchors}


def _counted(found: Iterator[Entry], total: int, progress: Progress) -> Iterator[Entry]:
    for number, entry in enumerate(found):
        progress("trail", number, total)
        yield entry


def _polls() -> list[Poll]:
    """Those whose board is still kept."""
    polls = Poll.objects.select_related("election").order_by("uuid")
    return [each for each in polls if boards.has(each, EventType.SETUP)]


def _archives() -> Iterator[tuple[Poll, Path]]:
    """One after the other: together they may be half of the database."""
    for poll in _polls():
        with tempfile.NamedTemporaryFile(suffix=".bel") as file:
            file.writelines(boards.archive(poll))
            file.flush()
            yield poll, Path(file.name)


def check_boards(progress: Progress) -> dict[str, int]:
    """Each board's chain, all its checkpoints, and that it has the ballots that it must have.

    Refuses with `archive.*`, `event.*`, `audit.note`, `state.checkpoint` or `state.ballots`.
    """
    found = Counter(boards=0, checkpoints=0, ballots=0)
    for poll, path in _archives():
        archive = scan(path, progress)
        signed = _check_checkpoints(poll, archive)
        _check_ballots(poll, len(archive.ballots))
        found.update(boards=1, checkpoints=signed, ballots=len(archive.ballots))
    return dict(found)


def _check_checkpoints(poll: Poll, archive: Archive) -> int:
    """Refuses what was signed of a board that is another one, or longer."""
    found = Checkpoint.objects.filter(poll=poll).order_by("height")
    key = _checkpoint_key(poll)
    for each in found.iterator():
        _, events, head, *_ = checkpoint.read(each.note, poll.uuid, key)
        end = int(events) * HASH
        if archive.chain[end - HASH : end] != b64decode(head):
            raise Refused("state.checkpoint", poll=poll.uuid, events=events)
    return found.count()


def _checkpoint_key(poll: Poll) -> bytes:
    return bytes.fromhex(json.loads(poll.definition)["stembus"]["checkpoint_key"])


def _check_ballots(poll: Poll, placed: int) -> None:
    accepted = Ballot.objects.filter(poll=poll).count()
    closed = boards.has(poll, EventType.END_BALLOTS)
    if placed > accepted or (closed and placed != accepted):
        raise Refused("state.ballots", poll=poll.uuid, placed=placed, accepted=accepted)


def check_elections(progress: Progress) -> dict[str, int]:
    """What `stembus-verify` says of each archive, of those without a result too."""
    jobs = len(os.sched_getaffinity(0))
    found = Counter(ballots=0, results=0)
    for _, path in _archives():
        report = verify(path, jobs=jobs, progress=progress)
        if report.refusal:
            raise report.refusal
        found.update(ballots=report.ballots or 0, results=int(report.result is not None))
    return dict(found)


def check_keys(*, required: bool) -> dict[str, int]:
    """That what is sealed can be opened, where its keys are. Refuses with `state.keys`."""
    held = (keys.directory() / keys.PERSONAL).exists()
    lost = out_of_reach() if held else 0
    if lost or (required and not held):
        raise Refused("state.keys", lost=lost)
    return {"held": int(held), "lost": lost}
