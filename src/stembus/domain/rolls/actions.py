"""Writes to the roll: first a file is staged and judged, then it is applied as it was shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction

from stembus.domain.elections.actions import lock_draft
from stembus.domain.elections.models import Election

from .columns import Column, choose, guess
from .fates import ENTRY, Fate
from .models import Upload, Voter
from .queries import judged, pending
from .reading import read_head

BATCH = 500


@transaction.atomic
def stage(election: Election, filename: str, content: bytes) -> Upload:
    """Keep a file until the organiser has seen what it would do. Replaces one that waited.

    Its `columns` are set if the headings say them all; else `choose_columns` comes first.
    """
    lock_draft(election)
    head = read_head(filename, content)
    found = guess(head[0])
    Upload.objects.filter(election=election).delete()
    return Upload.objects.create(
        election=election,
        filename=filename[:255],
        content=content,
        head=head,
        columns=_stored(found.columns) if found.clear else None,
    )


@transaction.atomic
def choose_columns(election: Election, chosen: Mapping[int, str]) -> None:
    """What each column of the staged file holds; those not named are left aside."""
    lock_draft(election)
    upload = pending(election)
    upload.columns = _stored(choose(chosen))
    upload.save(update_fields=["columns"])


def _stored(columns: Mapping[int, Column]) -> list[tuple[int, str]]:
    return [(index, column.value) for index, column in columns.items()]


@transaction.atomic
def apply(election: Election) -> dict[Fate, int]:
    """Store the staged file's new and changed rows; refused rows are left out. Counts by fate."""
    lock_draft(election)
    rows = judged(election)
    voters = (
        Voter(
            election=election,
            address=row.address,
            **asdict(row.entry),
        )
        for row in rows
        if row.entry and row.fate in (Fate.NEW, Fate.CHANGED)
    )
    Voter.objects.bulk_create(
        voters,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["election", "address"],
        update_fields=["poll" if field == "poll_id" else field for field in ENTRY],
    )
    Upload.objects.filter(election=election).delete()
    counts = Counter(row.fate for row in rows)
    return {fate: counts[fate] for fate in Fate}


@transaction.atomic
def discard(election: Election) -> None:
    Upload.objects.filter(election=election).delete()


@transaction.atomic
def remove_voter(voter: Voter) -> None:
    lock_draft(voter.election)
    voter.delete()


@transaction.atomic
def clear(election: Election) -> int:
    """Empty the roll. Returns how many voters were removed."""
    lock_draft(election)
    return election.voters.all().delete()[1].get("rolls.Voter", 0)
