"""One round of the tallier: move each election past its closing a step nearer its record."""

from collections.abc import Iterable

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.board import queries as board
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed, voted
from stembus.domain.proceedings import queries as proceedings
from stembus.domain.tallies import actions, queries
from stembus.protocol.board import EventType
from stembus.turns import take_turns

from .count import compute_encrypted_tally, compute_poll_result
from .recording import record_if_settled, recount


def work() -> bool:
    """True if any election took a step."""
    phases = (Phase.OPEN, Phase.CLOSED, Phase.DECRYPTING)
    counted = take_turns(Election.objects.filter(phase__in=phases), _step)
    recorded = take_turns(proceedings.elections_without_record(Phase.PUBLISHED), record_if_settled)
    recounted = take_turns(proceedings.recounts_to_do(), recount)
    return counted or recorded or recounted


def _step(election: Election) -> bool:
    polls = voted(election)
    if election.phase == Phase.OPEN:
        ended = closing_time_passed(election) and _all_on_board(polls, EventType.END_BALLOTS)
        return ended and _advance(election, Phase.CLOSED)
    if election.phase == Phase.CLOSED:
        done = [_tally(poll) for poll in polls]
        ready = _all_on_board(polls, EventType.ENCRYPTED_TALLY)
        return (ready and _advance(election, Phase.DECRYPTING)) or any(done)
    done = [_result(poll) for poll in polls]
    ready = _all_on_board(polls, EventType.RESULT)
    return (ready and _advance(election, Phase.PUBLISHED)) or any(done)


def _all_on_board(polls: Iterable[Poll], event: EventType) -> bool:
    return all(board.has(poll, event) for poll in polls)


@transaction.atomic
def _advance(election: Election, phase: Phase) -> bool:
    elections.advance(election, phase)
    audit.record("tallier", f"election.{phase}", election.pk)
    return True


def _tally(poll: Poll) -> bool:
    """Multiply the counted ballots, unless that was done before."""
    if queries.encrypted_tally(poll):
        return False
    actions.store_encrypted_tally(poll, *compute_encrypted_tally(poll))
    return True


def _result(poll: Poll) -> bool:
    """Combine the decryptions, as soon as every trustee has given one."""
    decryptions = queries.partial_decryptions(poll)
    if queries.raw_result(poll) or len(decryptions) < poll.election.trustees.count():
        return False
    actions.store_result(poll, compute_poll_result(poll, decryptions))
    return True
