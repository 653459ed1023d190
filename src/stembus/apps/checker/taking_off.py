"""Who was to be taken off the roll stays on it until the code is blocked: this ends it."""

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.codes.models import Reissue
from stembus.domain.codes.queries import to_take_off
from stembus.domain.outbox import actions as outbox
from stembus.domain.rolls import changes
from stembus.domain.rolls.models import Voter
from stembus.turns import take_turns


def work() -> bool:
    """Take off the roll whose codes are blocked, and who was to be added and got none."""
    return take_turns(to_take_off(), _take_off)


@transaction.atomic
def _take_off(reissue: Reissue) -> bool:
    voter = Voter.objects.filter(pk=reissue.voter).select_related("election").first()
    if voter is None:
        return False
    changes.make(voter.election, changes.prepare_removal(voter, reissue.reason), codes_follow=True)
    outbox.withdraw(voter.election, [voter.pk])
    audit.record(reissue.by, "roll.take_off", voter.election_id, voter=str(voter.pk))
    return True
