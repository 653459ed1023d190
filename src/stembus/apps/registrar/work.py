"""One round of the registrar: open what is due, replace lost codes, remind, forget."""

import logging

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import opening_due
from stembus.domain.refusals import Refused
from stembus.turns import take_turns

from . import forgetting, reissuing, reminding
from .opening import open_election

logger = logging.getLogger(__name__)


def work() -> bool:
    """True if there was anything to do."""
    opened = take_turns(Election.objects.filter(phase=Phase.READY), _open)
    rest = [part.work() for part in (reissuing, reminding, forgetting)]
    return opened or any(rest)


def _open(election: Election) -> bool:
    if not opening_due(election):
        return False
    try:
        open_election(election)
    except Refused as why:
        # Nothing was stored and no code handed out. The organiser took it back meanwhile, or
        # something is missing: then it is taken back here, so that it can be mended.
        logger.warning("election %s not opened: %s", election.pk, why.code)
        if why.code == "election.incomplete":
            _take_back(election)
        return False
    return True


@transaction.atomic
def _take_back(election: Election) -> None:
    actions.unschedule(election)
    audit.record("registrar", "election.not_opened", election.pk)
