"""`python -m deploy.watch PATRONI.yml`: looks twice a second, until it is ended."""

import argparse
import logging
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from deploy.watch.consensus import Consensus, Unreachable, delete
from deploy.watch.local import Member
from deploy.watch.silence import Silence
from deploy.watch.space import Space

logger = logging.getLogger("watch")

PAUSE = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.watch", description=__doc__)
    parser.add_argument("settings", type=Path, help="Patroni's")
    parser.add_argument("--silence", type=float, default=4, help="seconds without a word")
    parser.add_argument("--space", type=float, default=0.1, help="the free part of the disk")
    parser.add_argument("--withdraw", action="store_true", help="delete its promise, and end")
    options = parser.parse_args()
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
    member = Member.of(options.settings)
    consensus = Consensus(member.hosts, member.context())
    silence = Silence(member, consensus, options.silence)
    if options.withdraw:
        consensus.change([], delete(silence.promise))
        return
    silence.withdraw()
    space = Space(member, consensus, options.space)
    while True:
        consensus.context = member.context()
        for look in (silence.look, space.look):
            _carefully(look)
        time.sleep(PAUSE)


def _carefully(look: Callable[[], None]) -> None:
    """What can't be known now is looked at again; nothing was given away."""
    try:
        look()
    except (Unreachable, OSError, ValueError, subprocess.SubprocessError) as why:
        logger.warning("watch.unknown: %s", type(why).__name__)


if __name__ == "__main__":
    main()
