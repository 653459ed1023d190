"""`stembus codes`: the code authority's work, on its own computer, without a service.

Exit status 2: from this file no codes follow, or files would be overwritten.
"""

import argparse
import csv
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from stembus.command.private_file import write_private
from stembus.protocol.codes_task import CodesTask, PollTask, Recipient, parse_task
from stembus.protocol.credential import make_pair
from stembus.protocol.errors import Rejected
from stembus.protocol.public_creds import make_public_creds

PUBLIC, CODES = "public_creds.json", "codes.csv"
COLUMNS = ("reference", "name", "address", "ballot paper", "weight", "code", "link")
PROGRESS_STEP = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """A voter's code with its public credential."""

    poll: PollTask
    voter: Recipient
    credential: str
    code: str = field(repr=False)


def codes(options: argparse.Namespace) -> int:
    try:
        task = parse_task(Path(options.task).read_bytes())
        folder = _folder(Path(options.folder))
        made = list(_make(task))
        write_private(folder / CODES, _table(task, made))
        write_private(folder / PUBLIC, _public_creds(task, made))
    except Rejected as why:
        print(f"stembus: refused: {why}", file=sys.stderr)
        return 2
    except OSError as why:
        print(f"stembus: {why.filename}: {why.strerror}", file=sys.stderr)
        return 2
    print(f"{folder / PUBLIC}: upload this file\n{folder / CODES}: keep this one secret")
    return 0


def _folder(path: Path) -> Path:
    """Made if it is missing. Refuses before the long work if a file of an earlier time is there:
    it may be the only copy of codes that were sent."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (PUBLIC, CODES):
        if (path / name).exists():
            raise FileExistsError(0, "exists already", str(path / name))
    return path


def _make(task: CodesTask) -> Iterator[Made]:
    count = sum(len(poll.voters) for poll in task.polls)
    number = 0
    for poll in task.polls:
        for voter in poll.voters:
            code, credential = make_pair(task.group, poll.uuid, secrets.token_bytes)
            yield Made(poll, voter, credential, code)
            number += 1
            if number % PROGRESS_STEP == 0 or number == count:
                print(f"{number} of {count} codes made", file=sys.stderr, flush=True)


def _public_creds(task: CodesTask, made: list[Made]) -> bytes:
    lists: dict[str, list[tuple[str, int]]] = {poll.uuid: [] for poll in task.polls}
    for each in made:
        lists[each.poll.uuid].append((each.credential, each.voter.weight))
    return make_public_creds(task, lists)


def _table(task: CodesTask, made: list[Made]) -> bytes:
    """CSV in UTF-8, with the mark by which spreadsheets know that."""
    output = StringIO()
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for each in made:
        voter, uuid = each.voter, each.poll.uuid
        link = f"{task.origin}/{voter.language}/vote/{uuid}/#{each.code}"
        about = (voter.reference, voter.name, voter.address, each.poll.name, voter.weight)
        writer.writerow((*about, each.code, link))
    return output.getvalue().encode("utf-8-sig")
