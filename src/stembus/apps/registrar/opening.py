"""Opening an election: voting codes are made, the rules are sealed, voters get their message.

The codes exist in this process's memory and in the outbox until they are sent. What stays are
public credentials, in an order that says nothing of the roll; and, until the closing and sealed,
what it takes to replace a code that was lost. Where a separate code authority made the codes, they
were never here: only its public credentials are.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.codes import actions as codes
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import CodeAuthority, Election, Poll, PublicCredential
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import authority_of, missing_for_opening, voted
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox import queries as outbox_queries
from stembus.domain.outbox.models import Kind
from stembus.domain.refusals import Refused
from stembus.domain.rolls.code_tasks import missing_credentials
from stembus.domain.rolls.models import Voter
from stembus.domain.rolls.queries import missing
from stembus.protocol.credential import make_pair
from stembus.protocol.group import group
from stembus.voter_messages import announcement

from . import sealed
from .handed_in import handed_in
from .posting import code_message
from .sealing import seal

PROGRESS_STEP = 1000
BATCH = 500
FEWEST_SPARES = 2


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that was made for `voter`, or a spare one, with its public credential."""

    poll: Poll
    weight: int
    code: str
    credential: str
    voter: Voter | None = None

    def __repr__(self) -> str:
        return "Issued(…)"  # no code in a traceback or a log


def open_election(election: Election) -> None:
    """Refuses with `election.incomplete`, and stores nothing, if anything is missing."""
    # Outside the transaction: it is the long part.
    authority = authority_of(election)
    issued = [] if authority else list(_issue(election))
    spares = list(_issue_spares(election, issued))
    made = ((each.poll.pk, each.credential, each.weight) for each in (*issued, *spares))
    credentials = sorted(handed_in(authority) if authority else made)
    with transaction.atomic():
        locked = elections.lock(election)
        if locked.opens_at != election.opens_at or locked.phase != Phase.READY:
            raise Refused("election.phase", phase=locked.get_phase_display())
        _check_complete(locked)
        _list_credentials(credentials)
        _keep_replaceable(issued, spares)
        seal(locked, _spare_keys(spares))
        elections.advance(locked, Phase.OPEN)
        if not voted(locked):
            elections.close(locked)
        if authority:
            _announce(locked, authority)
        _post(locked, issued)
        counts = {"voters": len(credentials) - len(spares), "spares": len(spares)}
        audit.record("registrar", "election.open", locked.pk, **counts)


def _check_complete(election: Election) -> None:
    lacks = missing_for_opening(election) + missing(election) + missing_credentials(election)
    if lacks:
        raise Refused("election.incomplete", missing=", ".join(lacks))


def _issue(election: Election) -> Iterator[Issued]:
    """A fresh code for each voter who has something to vote on, with progress to be seen."""
    for number, voter in enumerate(_voting(election), start=1):
        yield make_one(election, voter.poll, voter.weight, voter)
        if number % PROGRESS_STEP == 0:
            elections.count_codes(election, number)


def _voting(election: Election) -> Iterator[Voter]:
    polls = election.polls.prefetch_related("questions__candidates")
    contested = [poll for poll in polls if not poll.uncontested]
    voters = election.voters.filter(poll__in=contested).select_related("poll")
    return voters.iterator(chunk_size=PROGRESS_STEP)


def _issue_spares(election: Election, issued: Sequence[Issued]) -> Iterator[Issued]:
    """For each poll and weight its part of the spare codes, if this election has any."""
    if not election.spare_percentage:
        return
    polls = {each.poll.pk: each.poll for each in issued}
    numbers = Counter((each.poll.pk, each.weight) for each in issued)
    for (poll, weight), number in sorted(numbers.items()):
        part = ceil(number * election.spare_percentage / 100)
        for _ in range(max(part, FEWEST_SPARES)):
            yield make_one(election, polls[poll], weight)


def make_one(election: Election, poll: Poll, weight: int, voter: Voter | None = None) -> Issued:
    code, credential = make_pair(group(election.group), poll.uuid, secrets.token_bytes)
    return Issued(poll, weight, code, credential, voter)


def _theirs(issued: Sequence[Issued]) -> Iterator[tuple[Voter, Issued]]:
    return ((each.voter, each) for each in issued if each.voter is not None)


def _post(election: Election, issued: Sequence[Issued]) -> None:
    wording = outbox_queries.wording(election)
    messages = (code_message(wording, voter, each.code) for voter, each in _theirs(issued))
    outbox.post(election, messages, Kind.CODE)


def _announce(election: Election, authority: CodeAuthority) -> None:
    """The voting is open; the code comes from somebody else, and to who gets letters all does."""
    wording = outbox_queries.wording(election)
    voters = (voter for voter in _voting(election) if voter.address)
    messages = (announcement(wording, voter, authority) for voter in voters)
    outbox.post(election, messages, Kind.OPENING)


def _keep_replaceable(issued: Sequence[Issued], spares: Sequence[Issued]) -> None:
    """Only where codes are replaced: what that takes, sealed."""
    if spares:
        codes.store(
            (sealed.link(voter.pk, each.poll, each.credential) for voter, each in _theirs(issued)),
            (sealed.spare(each.poll, each.weight, each.code, each.credential) for each in spares),
        )


def _spare_keys(spares: Sequence[Issued]) -> dict[UUID, list[str]]:
    """The public credentials of the spare codes, by poll, sorted."""
    keys: dict[UUID, list[str]] = {}
    for each in spares:
        keys.setdefault(each.poll.pk, []).append(each.credential)
    return {poll: sorted(found) for poll, found in keys.items()}


def _list_credentials(ordered: Sequence[tuple[UUID, str, int]]) -> None:
    """Insert (poll, key, weight) sorted: rows must not repeat the order of the roll."""
    PublicCredential.objects.bulk_create(
        (PublicCredential(poll_id=poll, key=key, weight=weight) for poll, key, weight in ordered),
        batch_size=BATCH,
    )
