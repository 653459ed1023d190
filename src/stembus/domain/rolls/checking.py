"""Checking a staged file: a part of its rows at each step, so that others get their turn."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from stembus.domain.refusals import Refused

from .columns import Column
from .fates import Judge
from .models import State, Upload
from .reading import Row, read
from .storing import stage_rows

PART = 2500
CLAIM = timedelta(minutes=2)


class _Lost(Exception):
    """The file was taken back or replaced, or another checker has it."""


@transaction.atomic
def claim(upload: Upload | None = None) -> Upload | None:
    """This file, or any to check, if nobody is at it. Who died at it leaves it after a while."""
    wanted = Q(pk=upload.pk) if upload else Q()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=Now())
    found = Upload.objects.filter(wanted & free, state=State.CHECKING).order_by("at")
    claimed = found.select_for_update(skip_locked=True).first()
    if claimed is None:
        return None
    claimed.rows.all().delete()
    claimed.checker, claimed.counts = uuid.uuid4(), {}
    Upload.objects.filter(pk=claimed.pk).update(
        checker=claimed.checker, counts={}, claimed_until=Now() + CLAIM
    )
    return claimed


def check(upload: Upload) -> Iterator[None]:
    """Judge the rows of a file that was claimed. Each step is a part, and a transaction."""
    columns = {index: Column(column) for index, column in upload.columns}
    rows = read(upload.filename, bytes(upload.content), columns)
    judge = Judge(upload.election)
    try:
        while part := list(islice(rows, PART)):
            _store(upload, judge, part)
            yield
        _finish(upload, state=State.CHECKED)
    except Refused as why:
        _finish(upload, state=State.FAULTY, fault=why.code, fault_details=why.details)
    except _Lost:
        return


def check_all(upload: Upload) -> None:
    """All of it now, unless someone is at it."""
    claimed = claim(upload)
    if claimed:
        for _ in check(claimed):
            pass


def check_if_small(upload: Upload) -> None:
    """Now, if it is one part; else the work is left to a worker."""
    claimed = claim(upload) if upload.expected <= PART else None
    if claimed:
        steps = check(claimed)
        list(islice(steps, 2))
        Upload.objects.filter(pk=upload.pk, checker=claimed.checker).update(claimed_until=None)


@transaction.atomic
def _store(upload: Upload, judge: Judge, part: Sequence[Row]) -> None:
    judged = list(judge.judge(part))
    counts = Counter(upload.counts) + Counter(row.fate for row in judged)
    _update(upload, counts=dict(counts), claimed_until=Now() + CLAIM)
    stage_rows(upload, judged)
    upload.counts = dict(counts)


def _finish(upload: Upload, **values: object) -> None:
    try:
        _update(upload, **values, checker=None)
    except _Lost:
        return


def _update(upload: Upload, **values: object) -> None:
    """As long as it is ours."""
    if not Upload.objects.filter(pk=upload.pk, checker=upload.checker).update(**values):
        raise _Lost
