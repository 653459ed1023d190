"""The verb `roll`."""

import argparse
import json
import sys
from pathlib import Path

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls.checking import check_all
from stembus.domain.rolls.columns import guess
from stembus.domain.rolls.models import Fate, State, Upload
from stembus.domain.rolls.queries import pending, staged

from .finding import find
from .organise import ACTOR


def roll(options: argparse.Namespace) -> None:
    election, path = find(options.election), Path(options.file)
    _take_columns(rolls.stage(election, path.name, path.read_bytes()))
    check_all(pending(election))
    upload = pending(election)
    if upload.state == State.CHECKED:
        for row in staged(upload, Fate.REFUSED).iterator():
            print(f"row {row.number}: {row.address}: {row.refusal}", file=sys.stderr)
    if options.check and upload.state == State.CHECKED:
        rolls.discard(election)
    else:
        with transaction.atomic():
            rolls.apply(election)
            audit.record(ACTOR, "roll.apply", election.pk)
    print(json.dumps({fate.value: upload.counts.get(fate.value, 0) for fate in Fate}))


def _take_columns(upload: Upload) -> None:
    """By the headings alone; what they do not say is left aside."""
    found = guess(upload.head[0])
    for index in sorted(found.unsure):
        print(f"left aside: column {index + 1}, {upload.head[0][index]}", file=sys.stderr)
    rolls.choose_columns(upload.election, found.columns)
