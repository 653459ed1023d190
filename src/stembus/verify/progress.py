"""How far a verification is."""

from collections.abc import Callable
from time import monotonic
from typing import TextIO, TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""(what is being done, how much of it is done, how much there is)."""


def silent(stage: str, done: int, total: int) -> None:
    """For who does not want to know."""


class Line:
    """A line on a terminal, which is overwritten a few times per second."""

    _INTERVAL = 0.2  # seconds
    _WIDTH = 20

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if monotonic() - self._shown > self._INTERVAL:
            self._shown = monotonic()
            full = done * self._WIDTH // max(total, 1)
            bar = ("#" * full).ljust(self._WIDTH, ".")
            percent = done * 100 // max(total, 1)
            self._write(f"{stage}: [{bar}] {percent}% ({done} of {total})")

    def clear(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        self._terminal.write(f"\r{text}\x1b[K")
        self._terminal.flush()
