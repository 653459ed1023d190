"""A trustee's partial decryption: checked in full before it is stored."""

from stembus.domain.elections.models import Poll, Trustee
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import owner_number
from stembus.domain.refusals import Refused
from stembus.domain.tallies import actions, queries
from stembus.protocol.decryption import check_partial_decryption
from stembus.protocol.election import parse_election
from stembus.protocol.errors import Rejected
from stembus.protocol.tally import parse_encrypted_tally
from stembus.protocol.trustee import parse_trustees


def accept_decryption(trustee: Trustee, uuid: str, raw: bytes) -> bool:
    """True if it was new. The same one again is no error; a wrong or second one is refused."""
    poll = Poll.objects.filter(election=trustee.election_id, uuid=uuid).first()
    if poll is None:
        raise Refused("poll.unknown")
    tally = queries.encrypted_tally(poll)
    if tally is None or trustee.election.phase not in (Phase.DECRYPTING, Phase.PUBLISHED):
        raise Refused("decryption.not_ready")
    owner = owner_number(trustee)
    try:
        _check(poll, owner, tally.content.encode(), raw)
    except Rejected as error:
        raise Refused("decryption.invalid") from error
    return actions.store_partial_decryption(poll, trustee, owner, raw)


def _check(poll: Poll, owner: int, encrypted_tally: bytes, raw: bytes) -> None:
    election = parse_election(poll.definition.encode())
    trustees = parse_trustees(poll.trustee_keys.encode(), election.group)
    tally = parse_encrypted_tally(encrypted_tally, election)
    check_partial_decryption(raw, election, trustees.verification_keys[owner], tally)
