"""A ballot's way in: checked in full, stored once, answered with a signed receipt."""

import base64
from dataclasses import dataclass
from functools import lru_cache

from stembus import keys
from stembus.domain.ballots.actions import Outcome, insert
from stembus.domain.elections import queries as elections
from stembus.domain.refusals import Refused
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import Election, parse_election


@dataclass(frozen=True, slots=True)
class Receipt:
    """A promise to the voter that the ballot with this tracker will be on the board.

    `signature` is Ed25519 (RFC 8032), in Base64, over the text
    `stembus-receipt|1|<uuid>|<fingerprint>|<tracker>` by the key named in the election object.
    The same ballot always gets the same receipt.
    """

    uuid: str
    fingerprint: str
    tracker: str
    signature: str

    def as_json(self) -> dict[str, object]:
        return {
            "type": "stembus-receipt",
            "version": 1,
            "election_uuid": self.uuid,
            "election_hash": self.fingerprint,
            "tracker": self.tracker,
            "public_key": keys.public_key(keys.RECEIPT),
            "signature": self.signature,
        }


def sign_receipt(election: Election, tracker: str) -> Receipt:
    text = f"stembus-receipt|1|{election.uuid}|{election.fingerprint}|{tracker}"
    signature = keys.signing_key(keys.RECEIPT).sign(text.encode()).signature
    return Receipt(
        election.uuid, election.fingerprint, tracker, base64.b64encode(signature).decode()
    )


@lru_cache(maxsize=256)
def _election(definition: bytes) -> Election:
    return parse_election(definition)


@lru_cache(maxsize=256)
def _poll(uuid: str) -> elections.OpenPoll:
    poll = elections.open_poll(uuid)
    if poll is None:  # an exception is not cached: it may open later
        raise Refused("poll.unknown" if not elections.exists(uuid) else "poll.not_open")
    return poll


def accept(uuid: str, raw: bytes) -> Receipt:
    """Check, store, sign. Refuses with a code of the protocol (`Rejected`) or of `Refused`."""
    poll = _poll(uuid)
    election = _election(poll.definition)
    ballot = check_ballot(raw, election)
    receipt = sign_receipt(election, ballot.tracker)
    outcome = insert(
        poll.id,
        credential=ballot.credential,
        tracker=ballot.tracker,
        content=raw.decode(),
        receipt=receipt.signature,
    )
    if outcome is Outcome.REFUSED:
        raise Refused(elections.why_refused(poll.id, ballot.credential))
    return receipt
