"""What the background workers of the processes do, one after the other, again and again.

Apart, each of them is `stembus work NAME`; in one process with the rest, one thread does all their
rounds.
"""

import logging
import threading
import time
from collections.abc import Callable
from importlib import import_module

from django.db import DatabaseError, close_old_connections

from stembus.domain.refusals import Refused
from stembus.domain.sealing.keyring import forgetting

logger = logging.getLogger(__name__)

WORKERS = ("registrar", "sequencer", "tallier", "mailer", "checker", "retention", "shipper")
PAUSE = 0.5


def start() -> None:
    """A daemon thread: a round that dies with the process is done again by the next one."""
    rounds = [_work_of(name) for name in WORKERS]  # here, so that what can't start says so
    threading.Thread(target=_keep, args=(rounds,), name="rounds", daemon=True).start()


def keep_working(names: tuple[str, ...]) -> None:
    _keep([_work_of(name) for name in names])


def _keep(rounds: list[Callable[[], bool]]) -> None:
    while True:
        if not any([run_round(work) for work in rounds]):
            time.sleep(PAUSE)


def _work_of(name: str) -> Callable[[], bool]:
    work: Callable[[], bool] = import_module(f"stembus.apps.{name}.work").work
    return forgetting(work)


def run_round(work: Callable[[], bool]) -> bool:
    """One round. A fault is logged and the round is done again: nothing half done is stored."""
    try:
        return work()
    except* DatabaseError as faults:
        kinds = {type(fault).__name__ for fault in faults.exceptions}
        logger.warning("%s: %s; trying again", work.__module__, ", ".join(kinds))
    except* Refused as refusals:
        codes = {str(getattr(each, "code", "")) for each in refusals.exceptions}
        logger.error("%s: refused: %s; trying again", work.__module__, ", ".join(codes))
    except* Exception:
        logger.exception("%s failed; trying again", work.__module__)
    close_old_connections()
    time.sleep(PAUSE)
    return False


def work_until_idle(names: tuple[str, ...]) -> None:
    """Rounds until nothing is left to do now. A fault is not hidden."""
    rounds = [_work_of(name) for name in names]
    while any([work() for work in rounds]):
        pass
