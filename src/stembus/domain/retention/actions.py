"""Writes of holds, and of what was deleted. Who calls logs the act, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now

from stembus.domain.elections.actions import lock
from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import database_now
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused

from .models import Deletion, Hold
from .queries import Step, archive_deletion


@transaction.atomic
def hold(election: Election, *, reason: str, by: str, until: datetime | None = None) -> Hold:
    """From now on nothing of it is deleted. Refuses with `hold.late` if nothing is left."""
    locked = lock(election)
    if locked.phase == Phase.DELETED:
        raise Refused("hold.late")
    _check_future(until)
    row = Hold(election=locked, reason=reason, by=by, until=until)
    check(row, "reason")
    row.save()
    return row


@transaction.atomic
def extend(held: Hold, until: datetime | None) -> None:
    """To a later time, or until somebody ends it. Refuses with `hold.ended` or `hold.not_later`."""
    lock(held.election)
    held.refresh_from_db()
    _refuse_ended(held)
    _check_future(until)
    if held.until is None or (until is not None and until <= held.until):
        raise Refused("hold.not_later")
    Hold.objects.filter(pk=held.pk).update(until=until)


@transaction.atomic
def release(held: Hold, by: str) -> None:
    """What was due meanwhile is deleted some days later. Refuses with `hold.ended`."""
    lock(held.election)
    held.refresh_from_db()
    _refuse_ended(held)
    Hold.objects.filter(pk=held.pk).update(ended_at=Now(), ended_by=by)


def erase_holds(election: Election) -> Counts:
    """With the last of what they could hold."""
    return delete_rows(Hold.objects.filter(election=election))


def _refuse_ended(held: Hold) -> None:
    passed = held.until is not None and held.until <= database_now()
    if held.ended_at is not None or passed:
        raise Refused("hold.ended")


def _check_future(until: datetime | None) -> None:
    if until is not None and until <= database_now():
        raise Refused("hold.past")


def refuse_without_archive(election: Election) -> None:
    """Under the election's lock, for what needs the ballots. Refuses with `archive.deleted`."""
    if archive_deletion(lock(election)):
        raise Refused("archive.deleted")


def record(
    election: Election, step: Step, counts: Mapping[str, int], archives: Mapping[str, str]
) -> Deletion:
    """Keep what was deleted, in the transaction that deletes."""
    assert step.due is not None  # noqa: S101 - else it would not be its time
    return Deletion.objects.create(
        election=election.pk,
        term=step.term,
        days=step.days,
        due_at=step.due,
        counts=dict(counts),
        archives=dict(archives),
        swept=connection.vendor != "sqlite",
    )


def mark_swept() -> None:
    Deletion.objects.filter(swept=False).update(swept=True)
