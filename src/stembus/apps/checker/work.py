"""One round of the checker: check a part of a file with a roll; take off the roll whose
codes are blocked."""

from collections.abc import Iterator

from stembus.domain.rolls.actions import forget_old
from stembus.domain.rolls.checking import check, claim

from . import taking_off

# The file that is being checked. A round does one part, so that other work gets its turn.
_under_way: list[Iterator[None]] = []


def work() -> bool:
    """True if there was anything to do."""
    taken_off = taking_off.work()
    return _check() or taken_off


def _check() -> bool:
    if not _under_way:
        forget_old()
        claimed = claim()
        if claimed is None:
            return False
        _under_way.append(check(claimed))
    steps = _under_way.pop()  # not there any more if it fails: then the file is claimed anew
    for _ in steps:
        _under_way.append(steps)
        break
    return True
