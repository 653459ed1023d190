"""Reads of the roll."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from stembus.domain.elections.models import Election, Poll
from stembus.domain.refusals import Refused
from stembus.domain.sealing import keyring

from .columns import Column
from .entries import ENTRY
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


def last_position(election: Election) -> int:
    return election.voters.aggregate(last=Max("position"))["last"] or 0


def count(election: Election) -> int:
    return election.voters.count()


def empty_polls(election: Election) -> list[Poll]:
    """Ballot papers that nobody on the roll would receive."""
    return list(election.polls.filter(voters__isnull=True))


def by_letter(election: Election) -> QuerySet[Voter]:
    """Who has no e-mail address."""
    return election.voters.filter(address="")


def missing(election: Election) -> list[str]:
    """Codes of what the roll still lacks for the opening."""
    return ["roll"] if empty_polls(election) else []


def search(election: Election, who: str) -> QuerySet[Voter]:
    """Voters whose whole address this is, or whose name or reference has all of its words.

    What is sealed can't be looked through: parts of words find nothing. A roll that was deleted
    has no key any more.
    """
    if not election.voters.exists():
        return election.voters.none()
    wanted = keyring.of(election.pk).words(who)
    if not wanted:
        return election.voters.none()
    has_all = reduce(and_, (Q(words__contains=word) for word in wanted))
    return election.voters.filter(has_all).select_related("poll")


def find(election: Election, who: str) -> list[Voter]:
    """At most FOUND of them."""
    return list(search(election, who)[:FOUND])


def hashed(election: Election, address: str) -> str:
    """What stands for an address where addresses may not stand."""
    return keyring.of(election.pk).hash("address", address)


def with_address(election: Election, address: str) -> Voter | None:
    found = hashed(election, address)
    if not found:
        return None
    return election.voters.filter(address_hash=found).select_related("poll").first()


def named(election: Election, voters: Iterable[UUID]) -> dict[UUID, str]:
    """Their addresses, or who they are if they have none."""
    return {voter.pk: str(voter) for voter in election.voters.filter(pk__in=list(voters))}


def uses(poll: Poll) -> bool:
    return Voter.objects.filter(poll=poll).exists()


def commitment(election: Election, salt: bytes) -> str:
    """A keyed hash of the roll: it can be published, and tells nothing without the salt.

    HMAC-SHA-256 (RFC 2104), 64 hexadecimal digits, over a line `address TAB reference TAB poll TAB
    weight` for each voter, sorted by their bytes in UTF-8.
    """
    polls = {poll.pk: poll.uuid for poll in election.polls.all()}
    wanted = election.voters.order_by().only("election", "poll", "address", "reference", "weight")
    rows = (
        (each.address, each.reference, polls[each.poll_id], each.weight)
        for each in wanted.iterator(chunk_size=5000)
    )
    digest = hmac.new(salt, digestmod=hashlib.sha256)
    for line in sorted("\t".join(map(str, row)).encode() + b"\n" for row in rows):
        digest.update(line)
    return digest.hexdigest()
