"""Writes to the roll: first a file is staged and judged, then it is applied as it was shown."""

from collections import Counter
from itertools import islice

from django.db import transaction

from stembus.domain.elections.actions import lock_draft
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused

from .fates import Fate
from .models import Upload, Voter
from .queries import judged
from .reading import read

BATCH = 500


@transaction.atomic
def stage(election: Election, filename: str, content: bytes) -> None:
    """Keep a file until the organiser has seen what it would do. Replaces one that waited."""
    lock_draft(election)
    if not any(not row.empty for row in islice(read(filename, content), 1000)):
        raise Refused("roll.empty")
    Upload.objects.update_or_create(
        election=election, defaults={"filename": filename[:255], "content": content}
    )


@transaction.atomic
def apply(election: Election) -> dict[Fate, int]:
    """Store the staged file's new and changed rows; refused rows are left out. Counts by fate."""
    lock_draft(election)
    rows = judged(election)
    voters = (
        Voter(
            election=election,
            address=row.address,
            poll_id=row.entry.poll,
            name=row.entry.name,
            weight=row.entry.weight,
            language=row.entry.language,
        )
        for row in rows
        if row.entry and row.fate in (Fate.NEW, Fate.CHANGED)
    )
    Voter.objects.bulk_create(
        voters,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["election", "address"],
        update_fields=["poll", "name", "weight", "language"],
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
