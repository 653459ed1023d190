"""Verbs for letters: print those that wait, and say that the printer has them."""

import argparse
import hashlib
import json
from pathlib import Path

from django.db import transaction

from stembus.apps.registrar.letters import print_letters
from stembus.command.finding import find
from stembus.command.private_file import write_private
from stembus.domain.audit import actions as audit
from stembus.domain.outbox import printing
from stembus.domain.outbox.models import PrintRun

ACTOR = "command line"


@transaction.atomic
def letters(options: argparse.Namespace) -> None:
    """Prints what was made, as JSON."""
    election, path = find(options.election), Path(options.file)
    run = print_letters(
        election,
        sender=options.sender,
        by=options.by,
        write=lambda pdf: write_private(path, pdf),
    )
    audit.record(ACTOR, "letters.print", election.pk, **_facts(run), by=run.by)
    print(json.dumps(_facts(run) | {"waiting": printing.waiting(election).count()}))


@transaction.atomic
def hand_over(options: argparse.Namespace) -> None:
    """The file is read for its hash alone."""
    sha256 = hashlib.sha256(Path(options.file).read_bytes()).hexdigest()
    run = printing.hand_over(sha256, to=options.to)
    audit.record(ACTOR, "letters.hand_over", run.election_id, **_facts(run), to=run.handed_to)
    print(json.dumps(_facts(run)))


def _facts(run: PrintRun) -> dict[str, object]:
    return {"letters": run.letters, "sha256": run.sha256}
