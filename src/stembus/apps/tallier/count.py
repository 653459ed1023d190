"""The computations of the count, from what is on the board to what comes next on it (§2.5)."""

import json
from collections.abc import Iterator, Sequence

from stembus.domain.board import queries as board
from stembus.domain.elections.models import Poll
from stembus.domain.tallies.models import EncryptedTally, PartialDecryption
from stembus.domain.tallies.queries import encrypted_tally as stored_tally
from stembus.protocol.ballot import Ballot, read_ballot
from stembus.protocol.decryption import check_partial_decryption
from stembus.protocol.election import Election, parse_election
from stembus.protocol.result import compute_result, open_tally
from stembus.protocol.tally import (
    Tally,
    encrypted_tally,
    parse_encrypted_tally,
    sized_tally,
    sum_ballots,
)
from stembus.protocol.trustee import parse_trustees


def compute_encrypted_tally(poll: Poll) -> tuple[bytes, bytes]:
    """The product of the counted ballots, and the object that says how many they were."""
    election = parse_election(poll.definition.encode())
    total = sum_ballots(election, _counted(poll, election))
    raw = encrypted_tally(election, total)
    return raw, sized_tally(total, raw)


def _counted(poll: Poll, election: Election) -> Iterator[tuple[Ballot, int]]:
    """Each credential's last ballot with its weight. The booth has checked them all."""
    weights = dict(poll.credentials.values_list("key", "weight"))
    for credential, content in board.counted_ballots(poll):
        yield read_ballot(content.encode(), election), weights[credential]


def compute_poll_result(poll: Poll, decryptions: Sequence[PartialDecryption]) -> bytes:
    """The result, from decryptions that are checked here once more."""
    election = parse_election(poll.definition.encode())
    trustees = parse_trustees(poll.trustee_keys.encode(), election.group)
    stored = stored_tally(poll)
    if stored is None:
        raise ValueError("there is no tally to decrypt")
    total = _parse_tally(stored, election)
    keys = trustees.verification_keys
    factors = {
        each.owner: check_partial_decryption(
            each.content.encode(), election, keys[each.owner], total.rows
        )
        for each in decryptions
    }
    return compute_result(election, total, open_tally(election, trustees, total, factors))


def _parse_tally(stored: EncryptedTally, election: Election) -> Tally:
    sized = json.loads(stored.sized)
    rows = parse_encrypted_tally(stored.content.encode(), election)
    return Tally(sized["num_tallied"], int(sized["total_weight"]), rows)
