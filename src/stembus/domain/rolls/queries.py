"""Reads of the roll."""

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from stembus.domain.elections.models import Election, Poll
from stembus.domain.refusals import Refused

from .columns import Column
from .fates import Judged, judge
from .models import Upload, Voter
from .reading import read

FOUND = 20


def pending(election: Election) -> Upload:
    """The staged file. Refuses with `roll.none_pending`."""
    upload = Upload.objects.filter(election=election).first()
    if upload is None:
        raise Refused("roll.none_pending")
    return upload


def judged(election: Election) -> list[Judged]:
    """Each row of the staged file with its fate. Refuses with `roll.columns` what waits for its
    columns."""
    upload = pending(election)
    if upload.columns is None:
        raise Refused("roll.columns")
    columns = {index: Column(column) for index, column in upload.columns}
    return list(judge(election, read(upload.filename, bytes(upload.content), columns)))


def count(election: Election) -> int:
    return election.voters.count()


def empty_polls(election: Election) -> list[Poll]:
    """Ballot papers that nobody on the roll would receive."""
    return list(election.polls.filter(voters__isnull=True))


def find(election: Election, who: str) -> list[Voter]:
    """At most FOUND voters whose address or name has this in it."""
    wanted = Q(address__icontains=who.strip()) | Q(name__icontains=who.strip())
    return list(election.voters.filter(wanted).select_related("poll")[:FOUND])


def named(election: Election, voters: Iterable[UUID]) -> dict[UUID, str]:
    """Their addresses."""
    rows = election.voters.filter(pk__in=list(voters))
    return dict(rows.values_list("pk", "address"))


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
