"""Printing letters: what waits is opened, set as one PDF, and written down as a run."""

import base64
import hashlib
from collections.abc import Callable

from django.db import transaction

from stembus import keys
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox import printing
from stembus.domain.outbox.models import Message, PrintRun
from stembus.letters.letter import Letter, parse_letter
from stembus.letters.pdf import make_pdf

# Sheets in one file: setting a thousand takes 300 MB.
LARGEST = 1000


@transaction.atomic
def print_letters(
    election: Election,
    *,
    sender: str,
    by: str,
    write: Callable[[bytes], None],
    limit: int = LARGEST,
) -> PrintRun:
    """`write` keeps the PDF; if it fails, there is no run. Refuses as `printing.to_print`."""
    waiting = printing.to_print(election, limit)
    pdf = make_pdf([_opened(message) for message in waiting], sender, database_now())
    run = printing.note_run(election, waiting, sha256=hashlib.sha256(pdf).hexdigest(), by=by)
    write(pdf)
    return run


def _opened(message: Message) -> Letter:
    return parse_letter(keys.box(keys.LETTERS).decrypt(base64.b64decode(message.letter)))
