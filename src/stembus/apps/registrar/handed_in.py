"""What a separate code authority handed in, for an opening without codes of our own."""

from collections.abc import Iterator
from uuid import UUID

from stembus.config import ORIGIN
from stembus.domain.elections.models import CodeAuthority, HandedIn
from stembus.domain.refusals import Refused
from stembus.domain.rolls.code_tasks import codes_task
from stembus.protocol.errors import Rejected
from stembus.protocol.public_creds import parse_public_creds


def handed_in(authority: CodeAuthority) -> Iterator[tuple[UUID, str, int]]:
    """(poll, public credential, weight), checked once more against the roll as it is now.

    Refuses with `election.incomplete`.
    """
    row = HandedIn.objects.filter(authority=authority).first()
    if row is None:
        raise Refused("election.incomplete", missing="public_creds.missing")
    election = authority.election
    try:
        found = parse_public_creds(row.content.encode(), codes_task(election, ORIGIN))
    except Rejected as why:
        raise Refused("election.incomplete", missing=why.code) from why
    keys = {poll.uuid: poll.pk for poll in election.polls.all()}
    for uuid, weights in found.items():
        for key, weight in weights.items():
            yield keys[uuid], key, weight
