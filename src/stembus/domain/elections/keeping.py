"""Writes about terms: the organiser's choice, when they begin to count, and what goes at their end.

Each area deletes its own rows, with `delete_rows`, when the process `retention` asks for it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from stembus.domain.refusals import Refused

from .actions import advance, lock_draft
from .models import (
    Addition,
    Candidate,
    CandidateList,
    CodeAuthority,
    Election,
    HandedIn,
    Poll,
    PublicCredential,
    Question,
    Revocation,
    RollSalt,
    Trustee,
)
from .phases import Phase
from .terms import BOUNDS, Term

# How many rows of which table are deleted.
Counts = dict[str, int]


@transaction.atomic
def choose_terms(election: Election, terms: Mapping[Term, int]) -> None:
    """How many days what is kept. Refuses with `terms.bounds` or `terms.record`."""
    locked = lock_draft(election)
    for term, kept in terms.items():
        least, _, most = BOUNDS[term]
        if not least <= kept <= most:
            raise Refused("terms.bounds", least=least, most=most)
        setattr(locked, f"keep_{term}", kept)
    if locked.keep_record < max(locked.keep_voters, locked.keep_messages, locked.keep_archive):
        raise Refused("terms.record")
    locked.save(update_fields=[f"keep_{term}" for term in Term])


def conclude(election: Election) -> None:
    """Its official record is made: terms count from now. Again, it changes nothing."""
    waiting = Election.objects.filter(pk=election.pk, concluded_at__isnull=True)
    waiting.update(concluded_at=Now())


def delete_rows(*found: QuerySet[Any]) -> Counts:
    """One statement for each: nothing is read, so that who deletes need not be able to read, and
    nothing else goes with it: what still refers to a row makes the database refuse."""
    return {rows.model._meta.label: rows._raw_delete(rows.db) for rows in found}


def forget_roll(election: Election) -> None:
    """The salt opens the keyed hash of a roll that is gone. A draft is another one without it."""
    delete_rows(RollSalt.objects.filter(election=election))
    if election.editable:
        Election.objects.filter(pk=election.pk).update(edition=F("edition") + 1)


def erase_credentials(election: Election) -> Counts:
    """Each is one voter's, though nobody can tell whose."""
    polls = Poll.objects.filter(election=election)
    return delete_rows(
        Revocation.objects.filter(poll__in=polls),
        Addition.objects.filter(poll__in=polls),
        PublicCredential.objects.filter(poll__in=polls),
        HandedIn.objects.filter(authority__election=election),
    )


def erase(election: Election) -> Counts:
    """All that is left, but that there was such an election; a draft goes as if it never was."""
    questions = Question.objects.filter(poll__election=election)
    counts = delete_rows(
        Candidate.objects.filter(question__in=questions),
        CandidateList.objects.filter(question__in=questions),
        questions,
        Poll.objects.filter(election=election),
        Trustee.objects.filter(election=election),
        CodeAuthority.objects.filter(election=election),
    )
    if election.editable:
        return counts | delete_rows(Election.objects.filter(pk=election.pk))
    Election.objects.filter(pk=election.pk).update(rules="", description="")
    advance(election, Phase.DELETED)
    return counts
