"""Opening an election: voting codes are made, the rules are sealed, voters get their message.

The codes exist in this process's memory and in the outbox until they are sent. What stays are
public credentials, in an order that says nothing of the roll.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election, PublicCredential
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import missing_for_opening, voted
from stembus.domain.outbox import actions as outbox
from stembus.domain.refusals import Refused
from stembus.domain.rolls.models import Voter
from stembus.domain.rolls.queries import empty_polls
from stembus.protocol.credential import derive, make_code, public
from stembus.protocol.group import Group, group

from .messages import voting_message
from .sealing import seal

PROGRESS_STEP = 1000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Issued:
    """A voter with the code that was made for them, and its public credential."""

    voter: Voter
    code: str
    credential: str

    def __repr__(self) -> str:
        return "Issued(…)"  # no code in a traceback or a log


def open_election(election: Election) -> None:
    """Refuses with `election.incomplete`, and stores nothing, if anything is missing."""
    issued = list(_issue(election))  # outside the transaction: it is the long part
    with transaction.atomic():
        locked = elections.lock(election)
        if locked.opens_at != election.opens_at or locked.phase != Phase.READY:
            raise Refused("election.phase", phase=locked.get_phase_display())
        _check_complete(locked)
        _list_credentials(issued)
        seal(locked)
        elections.advance(locked, Phase.OPEN)
        if not voted(locked):
            elections.close(locked)
        outbox.post(locked, (voting_message(locked, each.voter, each.code) for each in issued))
        audit.record("registrar", "election.open", locked.pk, voters=len(issued))


def _check_complete(election: Election) -> None:
    missing = missing_for_opening(election) + (["roll"] if empty_polls(election) else [])
    if missing:
        raise Refused("election.incomplete", missing=", ".join(missing))


def _issue(election: Election) -> Iterator[Issued]:
    """A fresh code for each voter who has something to vote on, with progress to be seen."""
    arithmetic = group(election.group)
    polls = election.polls.prefetch_related("questions__candidates")
    contested = [poll for poll in polls if not poll.uncontested]
    voters = election.voters.filter(poll__in=contested).select_related("poll")
    for number, voter in enumerate(voters.iterator(chunk_size=PROGRESS_STEP), start=1):
        yield _issue_one(arithmetic, voter)
        if number % PROGRESS_STEP == 0:
            elections.count_codes(election, number)


def _issue_one(arithmetic: Group, voter: Voter) -> Issued:
    code = make_code(secrets.token_bytes)
    secret = derive(arithmetic, voter.poll.uuid, code)
    return Issued(voter, code, public(arithmetic, secret))


def _list_credentials(issued: Sequence[Issued]) -> None:
    """Insert them sorted: the order of rows must not repeat the order of the roll."""
    PublicCredential.objects.bulk_create(
        (
            PublicCredential(poll_id=poll, key=key, weight=weight)
            for poll, key, weight in sorted(
                (each.voter.poll_id, each.credential, each.voter.weight) for each in issued
            )
        ),
        batch_size=BATCH,
    )
