"""The verb `roll`."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls.columns import guess
from stembus.domain.rolls.fates import Fate
from stembus.domain.rolls.models import Upload
from stembus.domain.rolls.queries import judged

from .organise import ACTOR, find


def roll(options: argparse.Namespace) -> None:
    election, path = find(options.election), Path(options.file)
    upload = rolls.stage(election, path.name, path.read_bytes())
    _take_columns(upload)
    rows = judged(election)
    for row in rows:
        if row.refusal:
            print(f"row {row.number}: {row.address}: {row.refusal}", file=sys.stderr)
    if options.check:
        rolls.discard(election)
    else:
        with transaction.atomic():
            rolls.apply(election)
            audit.record(ACTOR, "roll.apply", election.pk)
    counts = Counter(row.fate for row in rows)
    print(json.dumps({fate.value: counts[fate] for fate in Fate}))


def _take_columns(upload: Upload) -> None:
    """By the headings alone; what they do not say is left aside."""
    found = guess(upload.head[0])
    for index in sorted(found.unsure):
        print(f"left aside: column {index + 1}, {upload.head[0][index]}", file=sys.stderr)
    rolls.choose_columns(upload.election, found.columns)
