"""Reminders go to all voters: who has voted is not asked, here or anywhere (docs/adr)."""

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions as elections
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed, voted
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox import queries, reminders
from stembus.domain.outbox.models import Kind, Reminder
from stembus.turns import take_turns
from stembus.voter_messages import reminder as message


def work() -> bool:
    """True if any was posted."""
    return take_turns(reminders.due(), _post)


@transaction.atomic
def _post(reminder: Reminder) -> bool:
    election = elections.lock(reminder.election)
    if not reminders.take(reminder):
        return False
    if election.phase != Phase.OPEN or closing_time_passed(election):
        audit.record("registrar", "reminder.too_late", election.pk)
        return True
    reached = election.voters.filter(poll__in=voted(election)).exclude(address="")
    voters = reached.iterator(chunk_size=2000)
    wording = queries.wording(election)
    outbox.post(election, (message(wording, voter) for voter in voters), Kind.REMINDER)
    audit.record("registrar", "reminder.post", election.pk)
    return True
