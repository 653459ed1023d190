"""Reads of the roll."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from stembus.domain.elections.models import Election, Poll
from stembus.domain.refusals import Refused

from .columns import Column
from .fates import ENTRY
from .models import Fate, StagedRow, Upload, Voter

FOUND = 20


def pending(election: Election) -> Upload:
    """The staged file, its content not loaded. Refuses with `roll.none_pending`."""
    upload = Upload.objects.filter(election=election).defer("content").first()
    if upload is None:
        raise Refused("roll.none_pending")
    return upload


def staged(upload: Upload, fate: str = "") -> QuerySet[StagedRow]:
    """Its rows with what becomes of them, or those with this fate."""
    rows = upload.rows.filter(fate=fate) if fate else upload.rows.all()
    return rows.select_related("poll").order_by("number")


def changes(rows: Iterable[StagedRow]) -> dict[UUID, list[tuple[Column, str, str]]]:
    """For each changed row (what, before, after) of what the roll would say differently."""
    changed = {row.voter: row for row in rows if row.fate == Fate.CHANGED and row.voter}
    voters = Voter.objects.filter(pk__in=list(changed)).select_related("poll")
    return {changed[voter.pk].pk: list(_differences(voter, changed[voter.pk])) for voter in voters}


def _differences(voter: Voter, row: StagedRow) -> Iterator[tuple[Column, str, str]]:
    for name in ENTRY:
        field = name.removesuffix("_id")
        before, after = getattr(voter, field), getattr(row, field)
        if before != after:
            yield Column(field), str(before), str(after)


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
