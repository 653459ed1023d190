"""What goes with each term. Areas delete their own; here stands in which order, and the hashes."""

import hashlib
from collections.abc import Callable, Iterable, Mapping

from stembus.domain.ballots import actions as ballots
from stembus.domain.board import actions as board
from stembus.domain.board import queries as boards
from stembus.domain.codes import actions as codes
from stembus.domain.elections import data_keys, keeping
from stembus.domain.elections.keeping import Counts
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import voted
from stembus.domain.elections.terms import Term
from stembus.domain.outbox import erasing as outbox
from stembus.domain.people import actions as people
from stembus.domain.proceedings import actions as proceedings
from stembus.domain.proposals import actions as proposals
from stembus.domain.retention import actions as retention
from stembus.domain.rolls import actions as rolls
from stembus.domain.sealing.keyring import Scope
from stembus.domain.tallies import actions as tallies

# What a proposal to change the roll is called: it holds the voter's data, before and after.
ROLL_CHANGE = "roll"


def hashes(election: Election) -> dict[str, str]:
    """SHA-256 of each archive, as it could be downloaded to the last: who has one can compare."""
    return {poll.uuid: _hash(boards.archive(poll)) for poll in voted(election) if boards.head(poll)}


def _hash(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _voters(election: Election) -> Counts:
    return (
        rolls.erase(election)
        | codes.erase(election)
        | proposals.erase(election, ROLL_CHANGE)
        | outbox.unlink_voters(election)
        | data_keys.destroy(election, Scope.VOTERS)
    )


def _archive(election: Election) -> Counts:
    return (
        ballots.erase(election)
        | board.erase(election)
        | tallies.erase_workings(election)
        | keeping.erase_credentials(election)
    )


def _everything(election: Election) -> Counts:
    """Also what an earlier step was to delete: there may be some again, in a draft."""
    return (
        _voters(election)
        | outbox.erase(election)
        | _archive(election)
        | tallies.erase(election)
        | proceedings.erase(election)
        | proposals.erase(election)
        | people.erase_appointments(election)
        | retention.erase_holds(election)
        | data_keys.destroy(election, *Scope)
        | keeping.erase(election)
    )


ERASE: Mapping[Term, Callable[[Election], Counts]] = {
    Term.VOTERS: _voters,
    Term.MESSAGES: outbox.erase,
    Term.ARCHIVE: _archive,
    Term.RECORD: _everything,
}
