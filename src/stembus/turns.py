"""How a background process does its round: a step with each, where one's fault stops no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def take_turns(items: Iterable[Item], step: Callable[[Item], bool]) -> bool:
    """True if any step did something. Faults are raised together, after the last step."""
    done, faults = False, []
    for item in items:
        try:
            done = step(item) or done
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("steps that failed", faults)
    return done
