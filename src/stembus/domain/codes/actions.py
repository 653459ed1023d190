"""Writes of reissues: the organiser asks, the registrar does the rest step by step."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from stembus.domain.elections.actions import lock
from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import authority_of, closing_time_passed
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused

from .models import WAITING, Act, Link, Reissue, Spare, State

BATCH = 500


@transaction.atomic
def ask(
    election: Election, voter: UUID, *, reason: str, by: str, act: Act = Act.REPLACE
) -> Reissue:
    """Ask for a new code for a voter of this election, while it is open; or for the first one, or
    for the end of the one there is.

    Refuses with `reissue.not_open`, `reissue.authority` if the server never had the codes,
    `reissue.none` if codes are not replaced in this election, or `reissue.waiting` if one is under
    way for this voter.
    """
    locked = lock(election)
    if locked.phase != Phase.OPEN or closing_time_passed(locked):
        raise Refused("reissue.not_open")
    if authority := authority_of(locked):
        raise Refused("reissue.authority", name=authority.name, email=authority.email)
    if not locked.spare_percentage:
        raise Refused("reissue.none")
    row = Reissue(election=locked, voter=voter, reason=reason, by=by, act=act)
    check(row, "reason")
    if Reissue.objects.filter(voter=voter, state__in=WAITING).exists():
        raise Refused("reissue.waiting")
    row.save()
    return row


def store(links: Iterable[Link], spares: Iterable[Spare]) -> None:
    """At the opening."""
    Link.objects.bulk_create(links, batch_size=BATCH)
    Spare.objects.bulk_create(spares, batch_size=BATCH)


def set_state(reissue: Reissue, state: State) -> None:
    reissue.state = state
    reissue.save(update_fields=["state"])


def reserve(reissue: Reissue, poll: Poll, weight: int) -> bool:
    """Keep a spare of this weight for a reissue. False if none is left.

    The caller holds the election's lock.
    """
    spare = Spare.objects.filter(poll=poll, weight=weight, reserved_for__isnull=True).first()
    if spare is None:
        return False
    Spare.objects.filter(pk=spare.pk).update(reserved_for=reissue.pk)
    return True


def release(reissue: Reissue) -> None:
    Spare.objects.filter(reserved_for=reissue.pk).update(reserved_for=None)


def take_reserved(reissue: Reissue) -> Spare:
    """The spare, which is deleted: from now on only the message holds its code."""
    spare = Spare.objects.get(reserved_for=reissue.pk)
    Spare.objects.filter(pk=spare.pk).delete()
    return spare


def forget(election: Election) -> int:
    """Delete links and spares. Returns how many there were."""
    links = Link.objects.filter(poll__election=election).delete()[0]
    return links + Spare.objects.filter(poll__election=election).delete()[0]


def erase(election: Election) -> Counts:
    """Who asked for a new code, and why; links and spares went at the closing."""
    polls = Poll.objects.filter(election=election)
    return delete_rows(
        Link.objects.filter(poll__in=polls),
        Spare.objects.filter(poll__in=polls),
        Reissue.objects.filter(election=election),
    )
