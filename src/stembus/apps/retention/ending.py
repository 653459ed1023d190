"""An emergency entry ends by itself: the gate lets nobody in any more, and here it is written down.

Nobody is told by mail: that it would end at this time, all were told when it began.
"""

import logging

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.people import emergencies
from stembus.domain.people.models import Emergency
from stembus.turns import take_turns

logger = logging.getLogger(__name__)


def work() -> bool:
    """True if any ended."""
    passed = emergencies.expired().select_related("election__organisation", "organisation")
    return take_turns(passed, _end)


@transaction.atomic
def _end(emergency: Emergency) -> bool:
    if not emergencies.end_by_itself(emergency):
        return False
    logger.critical("emergency entry %s: ended", emergency.pk)
    details = {"emergency": str(emergency.pk), "organisation": str(emergency.whose.pk)}
    audit.record("retention", "emergency.ended", emergency.election_id, **details)
    return True
