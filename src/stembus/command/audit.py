"""`stembus audit`: the trail, checked, written out, and how far it was sent off."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone

from stembus.apps.sequencer.checkpoint import read
from stembus.config import LOG_SERVER
from stembus.domain.audit import queries
from stembus.domain.audit.models import Entry
from stembus.domain.audit.verification import Anchor, follow, known
from stembus.domain.board.models import Checkpoint

CHUNK = 2000


def audit(options: argparse.Namespace) -> None:
    {"verify": verify, "export": export, "status": status}[options.task](options)


def verify(options: argparse.Namespace) -> None:
    """Recompute the chain; compare it with every board's checkpoints and with what a file says."""
    noted = list(anchors())
    outside = list(_outside(options.since)) if options.since else []
    report = follow(entries(), [*noted, *outside])
    print(json.dumps(asdict(report) | {"notes": len(noted), "outside": len(outside)}))


def entries() -> Iterator[Entry]:
    return Entry.objects.order_by("position").iterator(chunk_size=CHUNK)


def anchors() -> Iterator[Anchor]:
    """What the signed checkpoints of all boards say of the trail."""
    notes = Checkpoint.objects.exclude(trail=0).order_by("trail").select_related("poll")
    for checkpoint in notes.iterator(chunk_size=CHUNK):
        poll = checkpoint.poll
        key = bytes.fromhex(json.loads(poll.definition)["stembus"]["checkpoint_key"])
        yield from known(read(checkpoint.note, poll.uuid, key))


def _outside(path: str) -> Iterator[Anchor]:
    with Path(path).open(errors="replace") as file:
        yield from known(file)


def export(options: argparse.Namespace) -> None:
    """One line of JSON for each entry; the content as the text that was hashed."""
    for entry in entries():
        sys.stdout.write(queries.exported(entry) + "\n")


def status(options: argparse.Namespace) -> None:
    """Whether the trail is sent off as it grows: what waits, and for how long."""
    head, sent = queries.head(), queries.shipped()
    last, done = (head.position if head else 0), (sent.position if sent else 0)
    oldest = queries.oldest_after(done) if LOG_SERVER else None
    waits = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    state = {
        "head": last,
        "hash": head.hash if head else "",
        "server": LOG_SERVER,
        "shipped": done,
        "waiting": last - done if LOG_SERVER else 0,
        "waiting_seconds": round(waits, 1),
    }
    print(json.dumps(state))
