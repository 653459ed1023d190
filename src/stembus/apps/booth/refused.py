"""Ballots that the booth refused, as counts in the trail: how many, of which poll, with which code.

Never whose or which: no credential, no tracker, no address. A ballot that was accepted is not
written down here; its receipt says enough, and a cast never waits for the trail.
"""

import logging
import threading
import time
from collections import Counter

from django.db import DatabaseError, close_old_connections

from stembus.domain.audit import actions as audit

logger = logging.getLogger(__name__)
EVERY = 60.0
# Of polls that do not exist there may be any number of names.
UNKNOWN = "poll.unknown"

_counts: Counter[tuple[str, str]] = Counter()
_lock = threading.Lock()


def count(uuid: str, code: str) -> None:
    with _lock:
        _counts["" if code == UNKNOWN else uuid, code] += 1


def write_counts() -> None:
    """What was refused since the last time, one entry for each poll and code."""
    with _lock:
        taken = _counts.copy()
        _counts.clear()
    for (uuid, code), number in sorted(taken.items()):
        audit.record_refused("booth", "ballots.refused", code, poll=uuid, number=number)


def keep_writing() -> None:
    """Each minute, in a thread of this process."""
    threading.Thread(target=_keep, name="refused ballots", daemon=True).start()


def _keep() -> None:
    while True:
        time.sleep(EVERY)
        try:
            write_counts()
        except DatabaseError as fault:
            logger.warning("refused ballots are not written down: %s", type(fault).__name__)
        close_old_connections()
