"""A large installation, straight into the tables: elections, and one of them with many voters.

No voting codes are made: pages show none of them.
"""

import uuid

from django.db import connection
from django.db.models.functions import Now

from stembus.domain.elections import actions
from stembus.domain.elections.models import Election, Poll, PublicCredential
from stembus.domain.outbox.models import Delivery, Kind, State
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Role
from stembus.domain.proposals.models import Proposal
from stembus.domain.rolls.models import Voter
from tests.elections import drafted, open_now

REFUSED = 100
PEOPLE = 100
BATCH = 2000
ORGANISER = "org@example.org"


def installed(voters: int, elections: int) -> tuple[str, str]:
    """The open election's key and its poll's uuid, with so many voters, their credentials and two
    deliveries each, of which one in a hundred was refused; a hundred persons and proposals."""
    held = open_now(drafted())
    election, poll = held.election, held.poll
    for number in range(elections - 1):
        actions.create_election(f"Election {number}")
    for number in range(PEOPLE):
        email = f"person{number}@example.org"
        appoint(register(email), election, Role.AUDITOR)
        Proposal.objects.create(election=election, kind="close", proposed_by=email)
    keys = [uuid.uuid4() for _ in range(voters)]
    credentials = (PublicCredential(poll=poll, key=key.hex) for key in keys)
    PublicCredential.objects.bulk_create(credentials, BATCH)
    Voter.objects.bulk_create(
        (_voter(election, poll, number, key) for number, key in enumerate(keys)), BATCH
    )
    for kind in (Kind.CODE, Kind.REMINDER):
        Delivery.objects.bulk_create(
            (_delivery(election, kind, number, key) for number, key in enumerate(keys)), BATCH
        )
    appoint(register(ORGANISER), election.organisation)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within a minute
    return str(election.pk), poll.uuid


def _voter(election: Election, poll: Poll, number: int, key: uuid.UUID) -> Voter:
    return Voter(
        id=key,
        election=election,
        poll=poll,
        address=f"voter{number}@example.org",
        name=f"Voter {number}",
        reference=f"P{number}",
        language="nl",
    )


def _delivery(election: Election, kind: str, number: int, key: uuid.UUID) -> Delivery:
    state = State.SENT if number % REFUSED else State.FAILED
    error = "" if number % REFUSED else "550 no such user"
    return Delivery(
        election=election,
        voter=key,
        kind=kind,
        state=state,
        queued_at=Now(),
        changed_at=Now(),
        last_error=error,
    )
