"""The turnout over time as a line for each ballot paper, drawn as SVG.

It shows tens of voters only: how many voted between two looks never tells of fewer than ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stembus.domain.board.queries import turnout_over_time
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.queries import database_now, voted

STEPS = 48
ROW = 6
FEWEST = 10
WIDTH, HEIGHT = 480, 160


@dataclass(frozen=True, slots=True)
class Line:
    """`points` is the SVG polyline; `share` the last value in per cent of the voters."""

    name: str
    points: str
    counts: Sequence[int]
    voters: int

    @property
    def share(self) -> int:
        return round(100 * self.counts[-1] / self.voters) if self.voters else 0


@dataclass(frozen=True, slots=True)
class Chart:
    """`rows` are the numbers again, for a table: a time, and a count for each line."""

    start: datetime
    times: Sequence[datetime]
    lines: Sequence[Line]

    @property
    def end(self) -> datetime:
        return self.times[-1]

    @property
    def rows(self) -> list[tuple[datetime, list[int]]]:
        places = range(0, len(self.times), STEPS // 8)
        return [
            (self.times[place], [line.counts[place] for line in self.lines]) for place in places
        ]


def chart(election: Election) -> Chart | None:
    """From the opening to now, or to the closing. None before the opening."""
    if election.opened_at is None:
        return None
    end = database_now()
    if election.closes_at is not None:
        end = min(end, election.closes_at)
    step = (end - election.opened_at) / STEPS
    times = [election.opened_at + step * number for number in range(1, STEPS + 1)]
    return Chart(election.opened_at, times, [_line(poll, times) for poll in voted(election)])


def _line(poll: Poll, times: Sequence[datetime]) -> Line:
    voters = poll.credentials.count() - poll.spares
    counts = [count // FEWEST * FEWEST for count in turnout_over_time(poll, times)]
    points = " ".join(_point(place, count, voters) for place, count in enumerate([0, *counts]))
    return Line(str(poll), points, counts, voters)


def _point(place: int, count: int, voters: int) -> str:
    x = WIDTH * place / STEPS
    y = HEIGHT - (HEIGHT * count / voters if voters else 0)
    return f"{x:.1f},{y:.1f}"
