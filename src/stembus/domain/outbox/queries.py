"""Reads of the outbox: how far it is, whether it is stuck, who was not reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Election

from .models import Channel, Delivery, Message, Pause, State, Wording
from .reports import COMPLAINT

# A mailer takes what is due within a second, or as soon as the stated rate allows.
STALLED = timedelta(minutes=2)
BEGUN_SINCE = "SELECT outbox_begun_since(statement_timestamp() - make_interval(secs => %s))"
# No page shows what a message says: a voting code may stand in it.
SECRET = ("message__to", "message__content", "message__letter")
TRIED_IN_VAIN = Q(state=State.QUEUED) & ~Q(last_error="")
UNREACHED = Q(state__in=(State.FAILED, State.UNCERTAIN, State.BOUNCED)) | TRIED_IN_VAIN


@dataclass(frozen=True, slots=True)
class Queue:
    """`oldest`: since when the oldest has waited; `error`: of the latest failed attempt, if any
    waits because of one; `stalled`: due, and no mailer takes anything; `stuck`: asks for a person.
    """

    waiting: int
    oldest: datetime | None
    error: str
    stalled: bool
    unreached: int
    paused: datetime | None
    complaints: int

    @property
    def stuck(self) -> bool:
        return self.stalled or bool(self.unreached) or bool(self.paused and self.waiting)


def queue(election: Election) -> Queue:
    deliveries = Delivery.objects.filter(election=election).exclude(channel=Channel.LETTER)
    waiting = deliveries.filter(state__in=(State.QUEUED, State.SENDING))
    now = waiting.aggregate(number=Count("pk"), oldest=Min("queued_at"))
    failed = waiting.exclude(last_error="").order_by("-changed_at").first()
    pause = Pause.objects.filter(election=election).first()
    return Queue(
        waiting=now["number"],
        oldest=now["oldest"],
        error=failed.last_error if failed else "",
        stalled=pause is None and _stalled(election),
        unreached=unreached(election).count(),
        paused=pause.since if pause else None,
        complaints=deliveries.filter(state=State.DELIVERED, last_error=COMPLAINT).count(),
    )


def _stalled(election: Election) -> bool:
    due = Message.objects.filter(
        election=election, delivery__state=State.QUEUED, not_before__lt=Now() - STALLED
    )
    due = due.exclude(delivery__channel=Channel.LETTER)
    return due.exists() and not _begun_lately()


def _begun_lately() -> bool:
    """Of all elections: who asks may see the deliveries of one (migration 0009)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(BEGUN_SINCE, [STALLED.total_seconds()])
            return bool(cursor.fetchone()[0])
    begun = Delivery.objects.filter(started_at__gt=Now() - STALLED)
    return begun.exclude(channel=Channel.LETTER).exists()


def figures(election: Election) -> dict[str, Counter[str]]:
    """For each kind of message, how many are in which state."""
    found = Delivery.objects.filter(election=election).values_list("kind", "state")
    counts: dict[str, Counter[str]] = {}
    for kind, state, number in found.annotate(number=Count("pk")).order_by("kind"):
        counts.setdefault(kind, Counter())[state] = number
    return counts


def unreached(election: Election) -> QuerySet[Delivery]:
    """What a relay did not take, for now or for good, or perhaps; and what came back."""
    found = Delivery.objects.filter(UNREACHED, election=election)
    return found.select_related("message").defer(*SECRET).order_by("queued_at", "pk")


def refused(election: Election) -> QuerySet[Delivery]:
    """What can be sent again without a doubt."""
    return Delivery.objects.filter(election=election, state=State.FAILED, message__isnull=False)


def to_forget(phases: Sequence[str]) -> list[Election]:
    """Elections not in one of these phases of which something for a voter is still stored."""
    left = Message.objects.filter(delivery__voter__isnull=False).exclude(election__phase__in=phases)
    return list(Election.objects.filter(pk__in=left.values("election")))


def wording(election: Election) -> Wording:
    """As the organiser wrote it, or empty."""
    found = Wording.objects.filter(election=election).first() or Wording()
    found.election = election
    return found


def unreachable_persons(among: set[UUID] | None = None) -> set[UUID]:
    """Whose newest message was refused or came back; among these, or of everybody."""
    under_way = (State.QUEUED, State.SENDING, State.UNCERTAIN)
    sent = Delivery.objects.filter(person__isnull=False).exclude(state__in=under_way)
    if among is not None:
        sent = sent.filter(person__in=among)
    newest = dict(sent.order_by("queued_at").values_list("person", "state"))
    lost = (State.BOUNCED, State.FAILED)
    return {person for person, state in newest.items() if person and state in lost}
