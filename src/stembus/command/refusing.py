"""How a command ends when it is refused: one clear line and a status, never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from stembus.domain.refusals import Refused
from stembus.protocol.errors import Rejected


@dataclass
class Outcome:
    status: int = 0


@contextmanager
def refusing() -> Iterator[Outcome]:
    outcome = Outcome()
    try:
        yield outcome
    except (Refused, Rejected) as why:
        print(f"stembus: refused: {why}", file=sys.stderr)
        outcome.status = 1
    except FileExistsError as why:
        print(f"stembus: the file exists: {why.filename}", file=sys.stderr)
        outcome.status = 2
    except FileNotFoundError as why:
        print(f"stembus: no such file: {why.filename}", file=sys.stderr)
        outcome.status = 2
