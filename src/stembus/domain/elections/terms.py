"""How long what is kept of an election: the bounds, and when a term has passed.

An organiser chooses the terms before the opening; then they are frozen. They count from the
official record. Of a draft they count from its last change; of an election that was never counted,
from a year after its closing. `retention` deletes.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from .phases import Phase

if TYPE_CHECKING:
    from .models import Election


class Term(models.TextChoices):
    VOTERS = "voters", _("The roll and what else is kept of voters")
    MESSAGES = "messages", _("Messages: what was sent, and when")
    ARCHIVE = "archive", _("Ballots, public board and count")
    RECORD = "record", _("Result, official record and all the rest")


class Bounds(NamedTuple):
    """In days. The least is the law's or what an objection needs."""

    least: int
    usual: int
    most: int


# Works councils: ballots are kept for three months at least, which are 92 days at most. The record
# is needed as long as somebody sits by it: it says who follows.
BOUNDS = {
    Term.VOTERS: Bounds(30, 92, 731),
    Term.MESSAGES: Bounds(30, 92, 731),
    Term.ARCHIVE: Bounds(92, 183, 1827),
    Term.RECORD: Bounds(366, 1827, 10958),
}
# What was never counted may still be: so long after its closing.
UNFINISHED = timedelta(days=366)


def days(election: "Election", term: Term) -> int:
    kept: int = getattr(election, f"keep_{term}")
    return kept


def steps(election: "Election") -> dict[Term, int]:
    """What is deleted after how many days. Where there is no record, the rest goes with the
    ballots."""
    terms = {term: days(election, term) for term in Term}
    if election.concluded_at is None:
        terms[Term.RECORD] = terms.pop(Term.ARCHIVE)
    return terms


def counts_from(election: "Election") -> datetime | None:
    """None: nothing is deleted yet."""
    if election.concluded_at is not None:
        return election.concluded_at
    if election.editable:
        return election.changed_at
    if election.phase in (Phase.DRAFT, Phase.READY) or election.closes_at is None:
        return None
    return election.closes_at + UNFINISHED


def due(election: "Election", term: Term) -> datetime | None:
    """When the term has passed; None if that is not known yet, or not deleted by itself."""
    start, after = counts_from(election), steps(election).get(term)
    return start + timedelta(days=after) if start and after is not None else None
