"""Elections to back up, in the database that DATABASE_URL names: by the real actions and rounds.

    python -m drills.restore.holding hold --elections 3 --voters 200000 --ballots 100000
    python -m drills.restore.holding more --ballots 1000

`hold` leaves the last election open, the others counted; `more` casts in the open one. Ballots are
real; they are stored as the booth stores them, without its check, since all are verified later. No
mail is sent: the messages with the codes wait, sealed.
"""

import argparse
import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

if TYPE_CHECKING:
    from stembus.domain.elections.models import Election, Poll
    from tests.elections import Trusted

CORES = len(os.sched_getaffinity(0))
ROUNDS = ("sequencer", "tallier")
PART = 200
Cast = tuple[str, str, str]  # the poll's key, its definition, and a code


def say(text: str) -> None:
    print(f"drill: {text}", file=sys.stderr, flush=True)


def hold(elections: int, voters: int, ballots: int) -> None:
    from stembus.rounds import work_until_idle

    for number in range(1, elections + 1):
        say(f"election {number} of {elections}: {voters // elections} voters …")
        election, trusted = _open(number, voters // elections)
        say(f"election {number} of {elections}: {ballots // elections} ballots …")
        cast(election, 0, ballots // elections)
        work_until_idle(ROUNDS)
        if number < elections:
            _count(election, trusted)


def _open(number: int, voters: int) -> "tuple[Election, list[Trusted]]":
    from stembus.apps.registrar.opening import open_election
    from stembus.domain.elections import actions, papers
    from stembus.domain.elections.papers import QuestionDraft
    from stembus.domain.rolls import actions as rolls
    from stembus.rounds import work_until_idle
    from tests.elections import with_trustees

    election = actions.create_election(f"Raad {number}")
    paper = QuestionDraft("Wie?", ["Ada", "Bob"], min=1, max=1, blank=False)
    papers.write_question(election.polls.get(), paper)
    rows = (f"kiezer{n}.{number}@example.org;Kiezer {n};P{n}" for n in range(voters))
    rolls.stage(election, "roll.csv", "\n".join(["email;name;reference", *rows]).encode())
    work_until_idle(("checker",))
    rolls.apply(election)
    trusted = with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()
    return election, trusted


def cast(election: "Election", start: int, number: int) -> None:
    """With the codes that were sent to these voters."""
    from django.db import connections

    poll = election.polls.get()
    codes = list(islice(_codes(election), start, start + number))
    if len(codes) < number:
        raise SystemExit("drill: more ballots than voters")
    parts = [codes[at : at + PART] for at in range(0, number, PART)]
    if len(parts) <= 1:
        _cast(str(poll.pk), poll.definition, codes)
        return
    connections.close_all()  # each process has its own
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        for _ in pool.map(partial(_cast, str(poll.pk), poll.definition), parts):
            pass


def _codes(election: "Election") -> Iterator[str]:
    from stembus.domain.outbox.models import Message

    for message in Message.objects.filter(election=election).order_by("pk").iterator(1000):
        if found := re.search(r"/vote/\S+#(\S+)", message.body):
            yield found[1]


def _cast(poll: str, definition: str, codes: list[str]) -> None:
    """In a process of its own."""
    from uuid import UUID

    ready()
    from stembus.apps.booth.intake import sign_receipt
    from stembus.domain.ballots.actions import Outcome, insert
    from stembus.protocol.ballot_making import make_ballot
    from stembus.protocol.credential import derive
    from stembus.protocol.election import parse_election
    from stembus.protocol.hashing import sha256_b64

    election = parse_election(definition.encode())
    for code in codes:
        secret = derive(election.group, election.uuid, code)
        choice = secrets.randbelow(2)
        raw = make_ballot(election, secret, [[choice, 1 - choice]], secrets.token_bytes)
        tracker, credential = sha256_b64(raw), json.loads(raw)["credential"]
        stored = insert(
            UUID(poll),
            credential=credential,
            tracker=tracker,
            content=raw.decode(),
            receipt=sign_receipt(election, tracker).signature,
        )
        if stored is not Outcome.STORED:
            raise RuntimeError(f"a ballot of the drill was not stored: {stored}")


def _count(election: "Election", trusted: "list[Trusted]") -> None:
    from stembus.domain.elections import actions
    from stembus.domain.elections.queries import owner_number
    from stembus.domain.tallies.actions import store_partial_decryption
    from stembus.rounds import work_until_idle
    from tests.elections import Held

    actions.close(election)
    work_until_idle(ROUNDS)
    held = Held(election, election.polls.get(), {}, trusted)
    for each in trusted:
        owner, raw = owner_number(each.trustee), held.decryption(each)
        store_partial_decryption(held.poll, each.trustee, owner, raw)
    work_until_idle(ROUNDS)


def more(ballots: int) -> None:
    from stembus.domain.elections.models import Election
    from stembus.domain.elections.phases import Phase
    from stembus.rounds import work_until_idle

    election = Election.objects.get(phase=Phase.OPEN)
    cast(election, _placed(election.polls.get()), ballots)
    work_until_idle(ROUNDS)


def _placed(poll: "Poll") -> int:
    from stembus.domain.board import queries
    from stembus.protocol.board import EventType

    return queries.count(poll, EventType.BALLOT)


def ready() -> None:
    import django

    from stembus import keys

    keys.make_missing()
    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m drills.restore.holding")
    parser.add_argument("verb", choices=("hold", "more"))
    parser.add_argument("--elections", type=int, default=3)
    parser.add_argument("--voters", type=int, default=200_000)
    parser.add_argument("--ballots", type=int, default=100_000)
    options = parser.parse_args()
    ready()
    if options.verb == "hold":
        hold(options.elections, options.voters, options.ballots)
    else:
        more(options.ballots)


if __name__ == "__main__":
    main()
