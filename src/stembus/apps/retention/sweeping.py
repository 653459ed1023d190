"""What rows leave behind: pages of SQLite's file; and the files that stand in for a mail relay.

PostgreSQL clears its pages itself (autovacuum).
"""

import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from stembus.domain.retention import actions, queries

# Mail files are for trials; a voting code may stand in one.
MAIL_FILES_DAYS = 30
DAY = 24 * 3600


def work(*, again: bool) -> bool:
    """True if there was anything to clear; `again`: something was deleted just now."""
    files = _forget_mail_files()
    return _clear_pages(again) or files


def _clear_pages(again: bool) -> bool:
    """Also after a kill, until it is done: `swept` says so."""
    if connection.vendor != "sqlite" or not (again or queries.unswept()):
        return False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    actions.mark_swept()
    return True


def _forget_mail_files() -> bool:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if folder is None or not Path(folder).is_dir():
        return False
    before = time.time() - MAIL_FILES_DAYS * DAY
    old = [each for each in Path(folder).iterdir() if each.stat().st_mtime < before]
    for each in old:
        each.unlink()
    return bool(old)
