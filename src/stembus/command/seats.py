"""`stembus seats`: from votes and rules to seats, without a service. Exit status 2: can't be."""

import argparse
import json
import sys
from pathlib import Path

from stembus.command.computing import say
from stembus.seats.document import compute
from stembus.seats.errors import Code, Impossible


def seats(options: argparse.Namespace) -> int:
    try:
        output = compute(_read(options.file))
    except Impossible as why:
        return say(why.code, where=why.where)
    except OSError as why:
        print(f"stembus: {why.filename}: {why.strerror}", file=sys.stderr)
        return 2
    print(json.dumps(output, ensure_ascii=False, indent=2))
    return 0


def _read(file: str) -> object:
    try:
        return json.loads(Path(file).read_bytes())
    except (ValueError, RecursionError) as error:
        raise Impossible(Code.INPUT, str(error)) from error
