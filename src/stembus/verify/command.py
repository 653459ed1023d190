"""The command `stembus-verify`. Exit status: 0 valid, 1 not valid, 2 not a usable call."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stembus.protocol.group import missing_core
from stembus.protocol.wire import render
from stembus.verify.progress import Line, silent
from stembus.verify.report import as_json, as_text
from stembus.verify.verification import verify

VALID, INVALID, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if (missing := missing_core()) and not options.quiet:
        print(f"stembus-verify: {missing}", file=sys.stderr)
    line = Line(sys.stderr) if sys.stderr.isatty() and not options.quiet else None
    try:
        report = verify(
            options.archive, earlier=options.earlier, jobs=options.jobs, progress=line or silent
        )
    except OSError as error:
        print(f"stembus-verify: {error}", file=sys.stderr)
        return UNUSABLE
    finally:
        if line:
            line.clear()
    if options.json:
        sys.stdout.buffer.write(render(as_json(report)) + b"\n")
    elif not options.quiet:
        print(_encodable(as_text(report)))
    return VALID if report.valid else INVALID


def _encodable(text: str) -> str:
    """Names and titles may have letters that the terminal does not."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stembus-verify",
        description="Verify an election from its archive: every ballot, the tally, the result.",
        epilog="Exit status: 0 valid, 1 not valid, 2 not a usable call.",
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE.bel")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--earlier",
        type=Path,
        metavar="OLD.bel",
        help="also verify that nothing of this earlier copy was removed or changed",
    )
    parser.add_argument(
        "--jobs",
        type=_positive,
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="processes to use (default: one per core)",
    )
    parser.add_argument(
        "--quiet", action="store_true", help="no progress, and no report for people"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("a whole number above zero is needed")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
