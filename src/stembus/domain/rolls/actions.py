"""Writes to the roll: first a file is staged and judged, then it is applied as it was shown."""

from collections.abc import Sequence
from itertools import islice

from django.db import transaction

from stembus.domain.elections.actions import lock_draft
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused

from .fates import Fate, Judged
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
    _store(
        [row for row in rows if row.fate is Fate.NEW], [r for r in rows if r.fate is Fate.CHANGED]
    )
    Upload.objects.filter(election=election).delete()
    return {fate: sum(row.fate is fate for row in rows) for fate in Fate}


def _store(new: Sequence[Judged], changed: Sequence[Judged]) -> None:
    Voter.objects.bulk_create((row.voter for row in new if row.voter), batch_size=BATCH)
    Voter.objects.bulk_update(
        [row.voter for row in changed if row.voter],
        ["poll", "name", "weight", "language"],
        batch_size=BATCH,
    )


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
