"""Reads of holds and deletions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import database_now
from stembus.domain.elections.terms import BOUNDS, UNFINISHED, Term, due, steps

from .models import Deletion, Hold

# So long a hold works on when it has ended: time to notice a mistake, or to go to court.
AFTER_HOLD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be deleted of an election, after how many days, and when that has passed."""

    term: Term
    days: int
    due: datetime | None
    deleted: Deletion | None

    @property
    def label(self) -> str:
        return str(self.term.label)


def plan(election: Election) -> list[Step]:
    """In the order in which it is done; `deleted` once it is."""
    done = deletions(election.pk)
    return [_step(election, term, kept, done) for term, kept in steps(election).items()]


def _step(election: Election, term: Term, kept: int, done: list[Deletion]) -> Step:
    """A draft whose roll was deleted may get another one, whose term begins anew."""
    passed = due(election, term)
    last = [each for each in done if each.term == term and (not passed or each.at >= passed)]
    return Step(term, kept, passed, last[-1] if last else None)


def to_delete(election: Election) -> Step | None:
    """The first step that is due, if any."""
    now = database_now()
    waiting = (each for each in plan(election) if not each.deleted and each.due)
    return next((each for each in waiting if each.due and each.due <= now), None)


def candidates() -> list[Election]:
    """Those of which a term may have passed: a rough choice, which `to_delete` judges."""
    least = min(bounds.least for bounds in BOUNDS.values())
    before = Now() - timedelta(days=least)
    old = (
        Q(concluded_at__lt=before)
        | Q(closes_at__lt=before - UNFINISHED)
        | Q(phase__in=(Phase.DRAFT, Phase.READY), opens_at__isnull=True, changed_at__lt=before)
    )
    gone = Deletion.objects.filter(term=Term.RECORD).values("election")
    found = Election.objects.filter(old).exclude(pk__in=gone).exclude(phase=Phase.DELETED)
    return list(found.defer("rules"))


def holding(election: Election) -> list[Hold]:
    """The holds that somebody has placed and that still work."""
    working = Q(ended_at__isnull=True) | Q(ended_at__gt=Now() - AFTER_HOLD)
    lasting = Q(until__isnull=True) | Q(until__gt=Now() - AFTER_HOLD)
    return list(Hold.objects.filter(working, lasting, election=election))


def holds(election: Election) -> list[Hold]:
    return list(Hold.objects.filter(election=election))


def deletions(election: UUID) -> list[Deletion]:
    return list(Deletion.objects.filter(election=election))


def archive_deletion(election: Election) -> Deletion | None:
    """Of the ballots and the board, once they are gone."""
    return Deletion.objects.filter(election=election.pk, term=Term.ARCHIVE).first()


def unswept() -> bool:
    return Deletion.objects.filter(swept=False).exists()
