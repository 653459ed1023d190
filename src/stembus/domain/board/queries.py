"""Reads of the board. All of it is public."""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Poll
from stembus.domain.elections.queries import voters_since_opening
from stembus.protocol.board import EventType, Kind, header, record

from .models import Checkpoint, Record

BALLOT = EventType.BALLOT
CHUNK = 500


def head(poll: Poll) -> Record | None:
    """The last event."""
    return Record.objects.filter(poll=poll, is_event=True).order_by("-position").first()


def has(poll: Poll, type: str) -> bool:
    return Record.objects.filter(poll=poll, type=type).exists()


def count(poll: Poll, type: str) -> int:
    return Record.objects.filter(poll=poll, type=type).count()


def known_trackers(poll: Poll, trackers: list[str]) -> set[str]:
    """Which of these ballots have their place on the board already."""
    hashes = {tracker_to_hash(tracker): tracker for tracker in trackers}
    found = Record.objects.filter(poll=poll, payload__in=list(hashes), type=BALLOT)
    return {hashes[payload] for payload in found.values_list("payload", flat=True)}


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many may vote, how many of them have a ballot on the board, and all ballots there."""

    voters: int
    voted: int
    ballots: int

    @property
    def percentage(self) -> float:
        return round(100 * self.voted / self.voters, 1) if self.voters else 0.0


def turnout(poll: Poll) -> Turnout:
    ballots = _ballots(poll)
    voted = ballots.order_by().values("credential").distinct().count()
    # Spares stand for nobody: who uses one does so instead of a credential that is revoked, or
    # was added.
    voters = poll.credentials.count() - poll.spares + voters_since_opening(poll)
    return Turnout(voters, voted, ballots.count())


def turnout_over_time(poll: Poll, times: Sequence[datetime]) -> list[int]:
    """How many voters had a ballot on the board at each of these times, which ascend."""
    first = _ballots(poll).order_by().values("credential").annotate(first=Min("height"))
    heights = sorted(first.values_list("first", flat=True))
    made = list(Checkpoint.objects.filter(poll=poll).order_by("height", "made_at"))
    moments = [checkpoint.made_at for checkpoint in made]
    return [
        bisect_right(heights, made[place - 1].height) if place else 0
        for place in (bisect_right(moments, time) for time in times)
    ]


def counted_ballots(poll: Poll) -> Iterator[tuple[str, str]]:
    """(credential, ballot) of each credential's last ballot, in the order of the board."""
    last = _ballots(poll).annotate(replaced=REPLACED).filter(replaced=False)
    found = last.values_list("position", "credential").iterator(chunk_size=CHUNK)
    while chunk := dict(islice(found, CHUNK)):
        # A ballot stands right before its event.
        data = Record.objects.filter(poll=poll, position__in=[place - 1 for place in chunk])
        for position, content in data.order_by("position").values_list("position", "content"):
            yield chunk[position + 1], content


def _ballots(poll: Poll) -> QuerySet[Record]:
    return Record.objects.filter(poll=poll, type=BALLOT).order_by("height")


# A later ballot of the same credential stands on the board.
REPLACED = Exists(
    Record.objects.filter(
        poll=OuterRef("poll"), credential=OuterRef("credential"), height__gt=OuterRef("height")
    ).exclude(credential="")
)


@dataclass(frozen=True, slots=True)
class Place:
    """A ballot's place: its number on the board, counting from 1."""

    number: int
    tracker: str
    replaced: bool


def places(poll: Poll, start: int, stop: int) -> list[Place]:
    """The ballots with these numbers, from `start` (counting from 0) up to `stop`."""
    ballots = _ballots(poll).annotate(replaced=REPLACED).values_list("payload", "replaced")
    return [
        Place(number, hash_to_tracker(payload), replaced)
        for number, (payload, replaced) in enumerate(ballots[start:stop], start=start + 1)
    ]


def find(poll: Poll, tracker: str) -> Place | None:
    """Where a tracker stands, if it does."""
    ballots = _ballots(poll).annotate(replaced=REPLACED)
    found = ballots.filter(payload=tracker_to_hash(tracker.strip())).first()
    if found is None:
        return None
    before = _ballots(poll).filter(height__lt=found.height).count()
    return Place(before + 1, hash_to_tracker(found.payload), found.replaced)


def tracker_to_hash(tracker: str) -> str:
    """A tracker is a SHA-256 in Base64 without padding (§2.4); records name it in hexadecimal."""
    try:
        return base64.b64decode(tracker + "=", validate=True).hex()
    except (binascii.Error, ValueError):
        return ""


def hash_to_tracker(hash: str) -> str:
    return base64.b64encode(bytes.fromhex(hash)).decode().rstrip("=")


def checkpoints(poll: Poll, limit: int) -> list[Checkpoint]:
    """The newest first."""
    return list(Checkpoint.objects.filter(poll=poll).order_by("-height", "-made_at")[:limit])


def polls_to_anchor(age: timedelta, phases: Sequence[str], since: timedelta) -> list[Poll]:
    """Polls with a board whose last checkpoint is older than `age`, in one of these phases or
    closed less than `since` ago."""
    made = Checkpoint.objects.filter(poll=OuterRef("pk"))
    recent = Q(election__phase__in=phases) | Q(election__closes_at__gt=Now() - since)
    found = Poll.objects.filter(recent, Exists(made))
    return list(found.exclude(Exists(made.filter(made_at__gt=Now() - age))))


def archive(poll: Poll) -> Iterator[bytes]:
    """The archive as it stands, piece by piece (§3). Its timestamp is that of the opening."""
    if poll.election.opened_at is None:
        raise ValueError("a poll has no archive before it is open")
    timestamp = int(poll.election.opened_at.timestamp())
    yield header(timestamp)
    rows = Record.objects.filter(poll=poll).order_by("position")
    for is_event, content in rows.values_list("is_event", "content").iterator(chunk_size=CHUNK):
        yield record(Kind.EVENT if is_event else Kind.DATA, content.encode(), timestamp)


def last_tracker(poll: Poll) -> str | None:
    event = _ballots(poll).last()
    return hash_to_tracker(event.payload) if event else None
