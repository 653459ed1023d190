"""Reads of the roll."""

import hashlib
import hmac

from stembus.domain.elections.models import Election, Poll
from stembus.domain.refusals import Refused

from .fates import Judged, judge
from .models import Upload, Voter
from .reading import read


def judged(election: Election) -> list[Judged]:
    """Each row of the staged file with its fate."""
    upload = Upload.objects.filter(election=election).first()
    if upload is None:
        raise Refused("roll.none_pending")
    return list(judge(election, read(upload.filename, bytes(upload.content))))


def count(election: Election) -> int:
    return election.voters.count()


def empty_polls(election: Election) -> list[Poll]:
    """Ballot papers that nobody on the roll would receive."""
    return list(election.polls.filter(voters__isnull=True))


def uses(poll: Poll) -> bool:
    return Voter.objects.filter(poll=poll).exists()


def commitment(election: Election, salt: bytes) -> str:
    """A keyed hash of the roll: it can be published, and tells nothing without the salt.

    HMAC-SHA-256 (RFC 2104), 64 hexadecimal digits, over the lines `address TAB poll TAB weight`.
    """
    digest = hmac.new(salt, digestmod=hashlib.sha256)
    rows = election.voters.order_by("address").values_list("address", "poll__uuid", "weight")
    for address, poll, weight in rows.iterator(chunk_size=5000):
        digest.update(f"{address}\t{poll}\t{weight}\n".encode())
    return digest.hexdigest()
