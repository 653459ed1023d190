"""Writes of the proceedings: one function, one act of the committee, one transaction.

Who calls logs the act in the audit trail, in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from stembus.domain.elections.actions import lock
from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import database_now
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused
from stembus.protocol.wire import Json, render
from stembus.record.outcome import outcome_of
from stembus.record.proceedings import Proceedings
from stembus.record.succession import Person
from stembus.seats.document import parse_lot
from stembus.seats.errors import Impossible

from . import queries
from .models import (
    Departure,
    Incident,
    Lot,
    Objection,
    OfficialRecord,
    Recount,
    RecountReport,
    Ruling,
)
from .queries import Result


@transaction.atomic
def record_lot(
    poll: Poll,
    question: int,
    tie: Mapping[str, Json],
    drawn: list[Json],
    result: Result,
    *,
    by: str,
    at: datetime,
    how: str,
) -> Lot:
    """Keep the lot by which the committee decided a tie; `tie` is one of `to_draw`.

    Refuses with `lot.not_awaited`, `lot.time`, or `seats.lot_drawn`.
    """
    election = _published(poll.election)
    lots = [lot for lot in queries.recorded_lots(poll) if lot.question == question]
    if tie not in queries.awaited(queries.documents(poll, result)[question]):
        raise Refused("lot.not_awaited")
    if not _after_closing(election, at):
        raise Refused("lot.time")
    names = ("seats", "list", "among")
    content = {name: tie.get(name) for name in names} | {"drawn": drawn, "for": tie["for"]}
    try:
        paper, votes = queries.counted(poll, result)[question]
        known = [lot.lot for lot in lots]
        outcome_of(paper, votes, queries.electorate(poll), [*known, parse_lot(content, "lot")])
    except Impossible as why:
        raise Refused(why.code, where=why.where) from why
    row = Lot(poll=poll, question=question, number=len(lots), by=by, at=at, how=how)
    row.content = render(content).decode()
    check(row, "by", "how")
    row.save()
    return row


def _after_closing(election: Election, at: datetime) -> bool:
    """People give a time to the minute."""
    closed = election.closes_at
    return bool(closed and closed.replace(second=0, microsecond=0) <= at <= database_now())


def _published(election: Election) -> Election:
    locked = lock(election)
    if locked.phase != Phase.PUBLISHED:
        raise Refused("election.phase", phase=locked.get_phase_display())
    return locked


def store_record(
    election: Election, content: bytes, proceedings: Proceedings, dutch: bytes, english: bytes
) -> None:
    """Keep the record. The same again changes nothing."""
    OfficialRecord.objects.get_or_create(
        election=election,
        defaults={
            "content": content.decode(),
            "proceedings": proceedings.as_bytes().decode(),
            "dutch": dutch,
            "english": english,
        },
    )


@transaction.atomic
def record_departure(
    poll: Poll, question: int, person: Person, result: Result, drawn: int | None = None
) -> Departure:
    """A member leaves, or a candidate is not available. Who follows is derived.

    `drawn`: whom the lot chose, where several are equal. Refuses with `departure.early`,
    `departure.unknown`, `departure.twice` or `departure.lot`.
    """
    election = _published(poll.election)
    if queries.official_record(election) is None:
        raise Refused("departure.early")
    now = queries.membership_of(poll, question, result)
    if now is None or not now.knows(person):
        raise Refused("departure.unknown")
    if person in now.gone:
        raise Refused("departure.twice")
    equals = now.followers(person)
    if (drawn is not None or len(equals) > 1) and drawn not in equals:
        names = ", ".join(str(number) for number in equals)
        raise Refused("departure.lot", among=names)
    number = Departure.objects.filter(poll=poll, question=question).count()
    return Departure.objects.create(
        poll=poll,
        question=question,
        number=number,
        list=person.list,
        candidate=person.candidate,
        drawn=drawn,
    )


@transaction.atomic
def log_incident(election: Election, text: str, by: str) -> Incident:
    """For the record. Refuses with `incident.late` once that is made."""
    return _log(lock(election), Incident(text=text, by=by))


@transaction.atomic
def log_extension(
    election: Election, text: str, by: str, *, before: datetime, after: datetime
) -> Incident:
    """That the voting was extended, and why."""
    row = Incident(text=text, by=by, extended_from=before, extended_to=after)
    return _log(lock(election), row)


def _log(election: Election, row: Incident) -> Incident:
    if election.phase in (Phase.DRAFT, Phase.READY):
        raise Refused("election.phase", phase=election.get_phase_display())
    if queries.official_record(election) is not None:
        raise Refused("incident.late")
    row.election = election
    check(row, "text", "by")
    row.save()
    return row


@transaction.atomic
def log_objection(election: Election, reference: str, text: str) -> Objection:
    """Refuses with `objection.reference` what was logged under this reference already."""
    locked = lock(election)
    row = Objection(election=locked, reference=reference.strip(), text=text)
    check(row, "reference", "text")
    if Objection.objects.filter(election=locked, reference=row.reference).exists():
        raise Refused("objection.reference")
    row.save()
    return row


@transaction.atomic
def rule_on(objection: Objection, text: str, by: str) -> Ruling:
    """Refuses with `objection.ruled`: a ruling stands."""
    lock(objection.election)
    row = Ruling(objection=objection, text=text, by=by)
    check(row, "text", "by")
    if Ruling.objects.filter(objection=objection).exists():
        raise Refused("objection.ruled")
    row.save(force_insert=True)
    return row


@transaction.atomic
def ask_recount(election: Election) -> Recount:
    """One at a time. Refuses with `recount.early` or `recount.waiting`."""
    locked = _published(election)
    if queries.official_record(locked) is None:
        raise Refused("recount.early")
    if Recount.objects.filter(election=locked, report__isnull=True).exists():
        raise Refused("recount.waiting")
    return Recount.objects.create(election=locked)


def store_report(recount: Recount, content: list[dict[str, Json]], *, same: bool) -> None:
    RecountReport.objects.get_or_create(
        recount=recount, defaults={"content": content, "same": same}
    )


def erase(election: Election) -> Counts:
    polls = Poll.objects.filter(election=election)
    return delete_rows(
        RecountReport.objects.filter(recount__election=election),
        Recount.objects.filter(election=election),
        Ruling.objects.filter(objection__election=election),
        Objection.objects.filter(election=election),
        Departure.objects.filter(poll__in=polls),
        Lot.objects.filter(poll__in=polls),
        Incident.objects.filter(election=election),
        OfficialRecord.objects.filter(election=election),
    )
