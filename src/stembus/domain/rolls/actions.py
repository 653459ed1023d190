"""Writes to the roll: first a file is staged and judged, then it is applied as it was shown."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from stembus.domain.elections.actions import lock_draft
from stembus.domain.elections.data_keys import make_data_keys
from stembus.domain.elections.keeping import Counts, delete_rows, forget_roll
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.refusals import Refused

from . import storing
from .checking import check_if_small
from .columns import Column, choose, guess
from .models import Change, Fate, StagedRow, State, Upload, Voter
from .queries import pending
from .reading import expected_rows, read_head

# A file holds personal data: it waits no longer than this.
TERM = timedelta(days=7)


@transaction.atomic
def stage(election: Election, filename: str, content: bytes) -> Upload:
    """Keep a file until the organiser has seen what it would do. Replaces one that waited.

    It is checked if the headings say all its columns; else `choose_columns` comes first.
    """
    make_data_keys(lock_draft(election))
    head = read_head(filename, content)
    Upload.objects.filter(election=election).delete()
    upload = Upload.objects.create(
        election=election,
        filename=filename[:255],
        content=content,
        head=head,
        expected=expected_rows(filename, content),
    )
    found = guess(head[0])
    if found.clear:
        _begin(upload, found.columns)
    return upload


@transaction.atomic
def choose_columns(election: Election, chosen: Mapping[int, str]) -> None:
    """What each column of the staged file holds; those not named are left aside."""
    lock_draft(election)
    _begin(pending(election), choose(chosen))


def _begin(upload: Upload, columns: Mapping[int, Column]) -> None:
    upload.columns = [(index, column.value) for index, column in columns.items()]
    upload.state, upload.checker, upload.claimed_until = State.CHECKING, None, None
    upload.save(update_fields=["columns", "state", "checker", "claimed_until"])
    check_if_small(upload)
    upload.refresh_from_db(fields=["state", "counts"])


@transaction.atomic
def check_again(election: Election) -> None:
    """The roll has changed, and so perhaps what becomes of the rows of a file that waits."""
    waiting = Upload.objects.filter(election=election).exclude(state=State.COLUMNS)
    for upload in waiting.defer("content"):
        upload.rows.all().delete()
        waiting.update(state=State.CHECKING, checker=None, claimed_until=None, counts={})
        check_if_small(upload)


@transaction.atomic
def apply(election: Election) -> dict[Fate, int]:
    """Store the staged file's new and changed rows; refused rows are left out. Counts by fate.

    Refuses with `roll.not_checked`, with what makes the file unreadable, or with `roll.changed`.
    """
    lock_draft(election)
    upload = pending(election)
    if upload.state == State.FAULTY:
        raise Refused(upload.fault, **upload.fault_details)
    if upload.state != State.CHECKED:
        raise Refused("roll.not_checked")
    counts = {fate: upload.counts.get(fate.value, 0) for fate in Fate}
    try:
        with transaction.atomic():
            stored = storing.insert_new(upload), storing.update_changed(upload)
    except IntegrityError as error:
        raise Refused("roll.changed") from error
    if stored != (counts[Fate.NEW], counts[Fate.CHANGED]):
        raise Refused("roll.changed")
    upload.delete()
    return counts


@transaction.atomic
def discard(election: Election) -> None:
    Upload.objects.filter(election=election).delete()


@transaction.atomic
def remove_voter(voter: Voter) -> None:
    lock_draft(voter.election)
    voter.delete()
    check_again(voter.election)


@transaction.atomic
def clear(election: Election) -> int:
    """Empty the roll. Returns how many voters were removed."""
    lock_draft(election)
    removed = election.voters.all().delete()[1].get("rolls.Voter", 0)
    check_again(election)
    return removed


def forget_old() -> None:
    """Delete files that waited too long, and those of elections that are frozen."""
    frozen = Q(election__opens_at__isnull=False) | ~Q(
        election__phase__in=(Phase.DRAFT, Phase.READY)
    )
    for upload in Upload.objects.filter(Q(at__lt=Now() - TERM) | frozen).defer("content"):
        upload.delete()


def erase(election: Election) -> Counts:
    """All that is kept of its voters."""
    forget_roll(election)
    return delete_rows(
        StagedRow.objects.filter(upload__election=election),
        Upload.objects.filter(election=election),
        Change.objects.filter(election=election),
        Voter.objects.filter(election=election),
    )
