"""One round of the sequencer: for each running poll, put what is due on the board.

Everything that a round adds for one poll is one transaction, ended by a checkpoint.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from stembus import keys
from stembus.domain.audit import queries as audit
from stembus.domain.ballots import queries as ballots
from stembus.domain.board import actions, queries
from stembus.domain.board.actions import Entry
from stembus.domain.elections import actions as election_actions
from stembus.domain.elections import queries as elections
from stembus.domain.elections.models import Poll, PublicCredential, Revocation
from stembus.domain.elections.phases import Phase
from stembus.domain.tallies import queries as tallies
from stembus.protocol.board import EventType
from stembus.protocol.credential import make_list
from stembus.protocol.hashing import sha256_b64, sha256_hex
from stembus.protocol.wire import render
from stembus.turns import take_turns

from .checkpoint import sign

BATCH = 500
# A transaction may commit a little after one that was accepted later: look back this far.
# The last look, after closing, goes through all.
LOOK_BACK = timedelta(minutes=2)
RUNNING = (Phase.OPEN, Phase.CLOSED, Phase.DECRYPTING)
# Each checkpoint also says where the trail stands. It is said again each day, also where the board
# stands still, until the terms for objections are over.
ANCHOR_EVERY = timedelta(days=1)
ANCHOR_AFTERWARDS = timedelta(days=100)


def work() -> bool:
    """True if anything was published."""
    published = take_turns(elections.polls_in_phase(*RUNNING), publish_due)
    decided = take_turns(elections.revocations_to_decide(), decide)
    stale = queries.polls_to_anchor(ANCHOR_EVERY, RUNNING, ANCHOR_AFTERWARDS)
    return take_turns(stale, anchor) or decided or published


@transaction.atomic
def decide(revocation: Revocation) -> bool:
    """A credential is revoked if no ballot was cast with it, those under way included."""
    ballots.close_gate(revocation.poll)
    used = ballots.is_used(revocation.poll, revocation.key)
    election_actions.decide_revocation(revocation, revoked=not used)
    return True


@transaction.atomic
def publish_due(poll: Poll) -> bool:
    if not actions.lock_board(poll):
        return False
    entries = list(_due(poll))
    if entries:
        actions.append(poll, entries)
        _checkpoint(poll)
    return bool(entries)


@transaction.atomic
def anchor(poll: Poll) -> bool:
    """Say on this board where the trail stands now."""
    if not actions.lock_board(poll):
        return False
    _checkpoint(poll)
    return True


def _due(poll: Poll) -> Iterator[Entry]:
    """The events that can be published now, in the order of the archive (§3)."""
    if not queries.has(poll, EventType.SETUP):
        yield _setup(poll)
    if not queries.has(poll, EventType.END_BALLOTS):
        closing = elections.closing_time_passed(poll.election)
        if closing:
            ballots.close_gate(poll)
        new = _new_ballots(poll, everything=closing)
        yield from new[:BATCH]
        if closing and len(new) <= BATCH:
            yield Entry(EventType.END_BALLOTS)
    elif not queries.has(poll, EventType.RESULT):
        yield from _count(poll)


def _setup(poll: Poll) -> Entry:
    credentials = PublicCredential.objects.filter(poll=poll).values_list("key", "weight")
    data = [
        poll.definition.encode(),
        poll.trustee_keys.encode(),
        make_list(credentials.iterator(chunk_size=5000)),
    ]
    names = ("election", "trustees", "credentials")
    setup = {name: sha256_hex(raw) for name, raw in zip(names, data, strict=True)}
    return Entry(EventType.SETUP, [*(raw.decode() for raw in data), render(setup).decode()])


def _new_ballots(poll: Poll, *, everything: bool) -> list[Entry]:
    """At most BATCH + 1 accepted ballots without a place, in the order of acceptance."""
    last = None if everything else _last_accepted(poll)
    accepted = ballots.accepted(poll, last - LOOK_BACK if last else None)
    placed = _placed(poll, [tracker for tracker, _ in accepted])
    waiting = [tracker for tracker, _ in accepted if tracker not in placed][: BATCH + 1]
    found = ballots.contents(poll, waiting)
    return [_ballot(tracker, *found[tracker]) for tracker in waiting]


def _ballot(tracker: str, credential: str, content: str) -> Entry:
    if sha256_b64(content.encode()) != tracker:
        raise ValueError(
            f"tracker {tracker} is not that of its ballot: the table was tampered with"
        )
    return Entry(EventType.BALLOT, [content], credential)


def _placed(poll: Poll, trackers: list[str]) -> set[str]:
    placed: set[str] = set()
    for start in range(0, len(trackers), BATCH):
        placed |= queries.known_trackers(poll, trackers[start : start + BATCH])
    return placed


def _last_accepted(poll: Poll) -> datetime | None:
    """When the newest ballot on the board was accepted; None if there is none."""
    newest = queries.last_tracker(poll)
    return ballots.accepted_at(poll, newest) if newest else None


def _count(poll: Poll) -> Iterator[Entry]:
    """What the tallier and the trustees have produced and the board does not have yet."""
    tally = tallies.encrypted_tally(poll)
    if tally is None:
        return
    if not queries.has(poll, EventType.ENCRYPTED_TALLY):
        yield Entry(EventType.ENCRYPTED_TALLY, [tally.content, tally.sized])
    result = tallies.raw_result(poll)
    if result is not None:
        for decryption in tallies.partial_decryptions(poll):
            owned = {"owner": decryption.owner, "payload": sha256_hex(decryption.content.encode())}
            yield Entry(EventType.PARTIAL_DECRYPTION, [decryption.content, render(owned).decode()])
        yield Entry(EventType.RESULT, [result])


def _checkpoint(poll: Poll) -> None:
    head = queries.head(poll)
    trail = audit.head()
    if head is not None and head.height is not None:
        key = keys.signing_key(keys.CHECKPOINT)
        named = (trail.position, trail.hash) if trail else None
        note = sign(key, poll.uuid, head.height, head.hash, named)
        actions.add_checkpoint(poll, head.height, note, trail.position if trail else 0)
