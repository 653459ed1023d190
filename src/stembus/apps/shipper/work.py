"""One round: what the log server does not have yet, in the order of the chain.

At least once: how far it came is written down after the server has it, so what was under way when
something died is sent again, and nothing is skipped.
"""

import logging
import time

from django.utils import timezone

from stembus.config import LOG_SERVER
from stembus.domain.audit import actions, queries
from stembus.domain.audit.models import Entry, Shipped

from .sending import send
from .syslog import frame

logger = logging.getLogger(__name__)

BATCH = 100
# After a fault, so long until the next try.
PAUSE = 5.0
_not_before = 0.0


def work() -> bool:
    """True if anything was sent."""
    if not LOG_SERVER or time.monotonic() < _not_before:
        return False
    done = queries.shipped()
    entries = queries.after(done.position if done else 0, BATCH)
    if done and not _goes_on(done, entries):
        return _stall("the trail does not go on from what was sent")
    if not entries:
        return False
    try:
        send(b"".join(frame(each) for each in entries))
    except OSError as why:
        return _stall(f"the log server does not take it ({type(why).__name__})")
    actions.mark_shipped(entries[-1])
    return True


def _goes_on(done: Shipped, entries: list[Entry]) -> bool:
    """False where the trail was cut or altered behind what the server has."""
    if entries:
        return (entries[0].position, entries[0].previous) == (done.position + 1, done.hash)
    head = queries.head()
    return head is not None and (head.position, head.hash) == (done.position, done.hash)


def _stall(why: str) -> bool:
    global _not_before
    _not_before = time.monotonic() + PAUSE
    done = queries.shipped()
    oldest = queries.oldest_after(done.position if done else 0)
    waiting = (timezone.now() - oldest).total_seconds() if oldest else 0
    logger.warning("%s; the oldest entry waits for %d s", why, waiting)
    return False
