"""Once the voting is over, nothing may stay that links a voter to a code."""

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.codes import actions as codes
from stembus.domain.codes.queries import to_forget as with_links
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.queries import to_forget as with_messages
from stembus.turns import take_turns

KEPT = (Phase.DRAFT, Phase.READY, Phase.OPEN)


def work() -> bool:
    """True if an election's links, or what was not sent to its voters, were deleted."""
    links = take_turns(with_links(KEPT), _forget_links)
    return take_turns(with_messages(KEPT), _forget_messages) or links


@transaction.atomic
def _forget_links(election: Election) -> bool:
    audit.record("registrar", "codes.forget", election.pk, rows=codes.forget(election))
    return True


@transaction.atomic
def _forget_messages(election: Election) -> bool:
    audit.record("registrar", "messages.forget", election.pk, rows=outbox.forget(election))
    return True
