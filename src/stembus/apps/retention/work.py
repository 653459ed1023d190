"""One round of retention: of each election, delete what has been kept long enough; and end what was
given for a time.

A step is one transaction: killed in the middle of it, nothing of it is done. The election's lock is
held from the look at its term and its holds to the end, so that nobody can object in between.
"""

import logging

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.elections.actions import lock
from stembus.domain.elections.models import Election
from stembus.domain.elections.terms import Term
from stembus.domain.proceedings.queries import disputed
from stembus.domain.retention import actions, queries
from stembus.turns import take_turns

from . import ending, sweeping, trail
from .erasing import ERASE, hashes

logger = logging.getLogger(__name__)


def work() -> bool:
    """True if there was anything to do."""
    deleted = [part() for part in (delete_due, trail.work)]
    return any([sweeping.work(again=any(deleted)), ending.work(), *deleted])


def delete_due() -> bool:
    """A step of each election that has one to take."""
    return take_turns(queries.candidates(), _take)


@transaction.atomic
def _take(election: Election) -> bool:
    """The first step that is due, unless the election is on hold."""
    locked = lock(election)
    step = queries.to_delete(locked)
    if step is None or held(locked):
        return False
    archives = hashes(locked) if step.term in (Term.ARCHIVE, Term.RECORD) else {}
    counts = {table: rows for table, rows in ERASE[step.term](locked).items() if rows}
    actions.record(locked, step, counts, archives)
    audit.record("retention", f"{step.term}.deleted", election.pk, rows=counts, archives=archives)
    logger.warning("election %s: %s deleted", election.pk, step.term)
    return True


def held(election: Election) -> bool:
    return bool(queries.holding(election)) or disputed(election, queries.AFTER_HOLD)
