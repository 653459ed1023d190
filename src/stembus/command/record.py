"""`stembus record`: the official record once more, from archives, rules and proceedings alone.

Exit status 1: an archive is not valid. 2: from these files no record follows.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stembus.command.computing import say
from stembus.protocol.errors import Rejected
from stembus.record.archive import Facts, facts
from stembus.record.document import make_record
from stembus.record.errors import Unfit
from stembus.record.frozen import parse_frozen
from stembus.record.official import record_bytes
from stembus.record.pdf import make_pdf
from stembus.record.proceedings import parse_proceedings
from stembus.seats.errors import Impossible
from stembus.verify.verification import verify


def record(options: argparse.Namespace) -> int:
    try:
        frozen = parse_frozen(Path(options.rules).read_bytes())
        proceedings = parse_proceedings(Path(options.proceedings).read_bytes())
        made = make_record(frozen, proceedings, _verified(options.archives))
    except (Unfit, Impossible) as why:
        return say(why.code, where=why.where)
    except Rejected as why:
        print(f"stembus: refused: {why}", file=sys.stderr)
        return 1
    except OSError as why:
        print(f"stembus: {why.filename}: {why.strerror}", file=sys.stderr)
        return 2
    if options.pdf:
        Path(options.pdf).write_bytes(make_pdf(made, options.language or frozen.language))
    else:
        sys.stdout.buffer.write(record_bytes(made))
    return 0


def _verified(paths: Sequence[str]) -> dict[str, Facts]:
    """By poll. Refuses with the first fault that the verifier finds."""
    found = {}
    for path in paths:
        report = verify(Path(path), jobs=len(os.sched_getaffinity(0)))
        if report.refusal:
            raise report.refusal
        each = facts(Path(path))
        found[each.uuid] = each
    return found
