"""The trail has one term for the whole installation: its oldest entries go, a day's at a time."""

from datetime import timedelta

from stembus.config import TRAIL_DAYS
from stembus.domain.audit.actions import shorten
from stembus.domain.audit.queries import oldest
from stembus.domain.elections.queries import database_now


def work() -> bool:
    """True if it was shortened. That it was stands in it, so it is not done for each entry."""
    first, before = oldest(), database_now() - timedelta(days=TRAIL_DAYS)
    if first is None or first > before - timedelta(days=1):
        return False
    return bool(shorten(before))
