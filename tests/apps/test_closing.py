"""At closing, each ballot under way is decided once: it has a receipt and counts, or neither."""

import threading
import time

import pytest
from django.db import connection, connections

from stembus.apps.booth.intake import accept
from stembus.apps.sequencer.work import work as sequence
from stembus.domain.board.models import Record
from stembus.domain.elections import actions
from stembus.domain.refusals import Refused
from stembus.protocol.board import EventType
from stembus.protocol.hashing import sha256_hex
from tests.elections import Held, opened

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS, THREADS = 60, 6
ROLL = "email\n" + "".join(f"v{n}@x.nl\n" for n in range(VOTERS))


def _cast_all(
    held: Held, ballots: list[bytes], acknowledged: list[str], refused: list[str]
) -> None:
    for raw in ballots:
        try:
            accept(held.poll.uuid, raw)
            acknowledged.append(sha256_hex(raw))
        except Refused as why:
            refused.append(why.code)
    connections.close_all()


def _sequence_until(ended: threading.Event) -> None:
    while not ended.is_set():
        sequence()
    connections.close_all()


def test_every_acknowledged_ballot_is_on_the_board_and_none_comes_after_its_end() -> None:
    held = opened(ROLL)
    ballots = [held.ballot(voter, [[0, 1, 0, 0]]) for voter in held.codes]
    acknowledged: list[str] = []
    refused: list[str] = []
    ended = threading.Event()
    casting = [
        threading.Thread(
            target=_cast_all, args=(held, ballots[index::THREADS], acknowledged, refused)
        )
        for index in range(THREADS)
    ]
    sequencing = [
        threading.Thread(target=_sequence_until, args=(ended,))
        for _ in range(2 if connection.vendor == "postgresql" else 1)
    ]
    for thread in (*casting, *sequencing):
        thread.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < VOTERS // 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    actions.close(held.election)
    for thread in casting:
        thread.join(60)
    ended.set()
    for thread in sequencing:
        thread.join(60)
    while sequence():
        pass
    events = list(Record.objects.filter(poll=held.poll, is_event=True).order_by("position"))
    placed = [event.payload for event in events if event.type == EventType.BALLOT]
    assert sorted(placed) == sorted(acknowledged)
    assert events[-1].type == EventType.END_BALLOTS
    assert set(refused) <= {"poll.closed"}
    assert len(acknowledged) + len(refused) == VOTERS
