"""PostgreSQL's gate: a ballot under way at closing is waited for, and none passes after it.

SQLite has one writer at a time, so there is nothing to wait for: see test_closing.py for both.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from stembus.apps.sequencer.work import publish_due
from stembus.domain.ballots import queries as ballots
from stembus.domain.ballots.actions import Outcome, insert
from stembus.domain.board import queries as board
from stembus.domain.board.actions import lock_board
from stembus.domain.elections import actions
from stembus.protocol.board import EventType
from stembus.protocol.hashing import sha256_b64
from tests.elections import Held, opened

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no gate"),
]


def put(held: Held, content: str = "ballot") -> Outcome:
    """A ballot straight into the table: here nobody looks inside."""
    key = held.poll.credentials.first().key
    tracker = sha256_b64(content.encode())
    return insert(held.poll.pk, credential=key, tracker=tracker, content=content, receipt="")


@contextmanager
def beside(act: Callable[[], object]) -> Iterator[threading.Thread]:
    """The act in a thread with a connection of its own, at its end when the block has ended."""

    def run() -> None:
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(30)
        assert not thread.is_alive()


def test_a_cast_that_is_stored_with_a_warning_is_not_acknowledged() -> None:
    """So PostgreSQL tells that a commit's wait for another site was cancelled."""
    held = opened()
    raw = held.ballot("ann@x.nl", [[0, 1, 0, 0]])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE WARNING 'canceling wait'; RETURN NEW; END $$;"
            "CREATE TRIGGER warn AFTER INSERT ON ballots_ballot FOR EACH ROW "
            "EXECUTE FUNCTION warn()"
        )
    try:
        status, answer = held.cast(raw)
        assert (status, answer["code"]) == (503, "service.unavailable")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION warn() CASCADE")
    assert held.cast(raw)[0] == 200  # it is there, and waited for


def test_a_cast_is_one_statement() -> None:
    poll = opened().poll
    cast = {"tracker": sha256_b64(b"ballot"), "content": "ballot", "receipt": ""}
    key = poll.credentials.first().key
    with CaptureQueriesContext(connection) as asked:
        assert insert(poll.pk, credential=key, **cast) is Outcome.STORED
    assert len(asked) == 1


def test_the_end_waits_for_a_ballot_that_passed_the_gate() -> None:
    held = opened()
    with transaction.atomic():
        assert put(held) is Outcome.STORED  # not committed yet
        with beside(lambda: actions.close(held.election)):
            pass
        sequencing = threading.Thread(
            target=lambda: (publish_due(held.poll), connections.close_all())
        )
        sequencing.start()
        sequencing.join(0.5)
        assert sequencing.is_alive()
    sequencing.join(30)
    assert board.turnout(held.poll).ballots == 1
    assert board.has(held.poll, EventType.END_BALLOTS)


def test_a_ballot_that_comes_while_the_gate_is_shut_waits_and_is_refused() -> None:
    held = opened()
    outcomes: list[Outcome] = []
    with transaction.atomic():
        ballots.close_gate(held.poll)
        casting = threading.Thread(
            target=lambda: (outcomes.append(put(held)), connections.close_all())
        )
        casting.start()
        casting.join(0.5)
        assert casting.is_alive()
        with beside(lambda: actions.close(held.election)):
            pass
    casting.join(30)
    assert outcomes == [Outcome.REFUSED]


def test_casting_never_waits_for_casting() -> None:
    held = opened()
    outcomes: list[Outcome] = []
    with transaction.atomic():
        put(held, "one")
        with beside(lambda: outcomes.append(put(held, "two"))):
            pass
        assert outcomes == [Outcome.STORED]


def test_only_one_sequencer_writes_a_board_at_a_time() -> None:
    held = opened()
    results: list[bool] = []
    with transaction.atomic():
        assert lock_board(held.poll)
        with beside(lambda: results.append(publish_due(held.poll))):
            pass
    assert results == [False]
    assert publish_due(held.poll)
