"""Reads of the proceedings, and what follows from them by the frozen rules."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Now

from stembus.domain.elections import models
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.queries import added, replaced, withdrawn
from stembus.record.document import Document, question_document
from stembus.record.frozen import Frozen, Question, parse_frozen
from stembus.record.outcome import Votes, no_votes, outcome_of, votes_of
from stembus.record.proceedings import Given, Proceedings, RecordedIncident, RecordedLot, Reissued
from stembus.record.succession import Left, Membership, Person, membership
from stembus.seats.outcome import Outcome
from stembus.seats.rules import parse_rules

from .models import Departure, Incident, Lot, Objection, OfficialRecord, Recount

Result = Sequence[Sequence[int]]


def frozen(election: Election) -> Frozen:
    """Its rules, once it is or was open."""
    return parse_frozen(election.rules.encode())


def paper_of(question: models.Question) -> Question:
    """A question of a draft as the frozen rules will have it."""
    return Question(
        title=question.title,
        answers=question.answers,
        lists=[(each.name, each.candidates.count()) for each in question.lists.all()],
        min=question.min,
        max=question.max,
        blank=question.blank,
        seats=question.seats,
        rules=parse_rules(question.rules) if question.rules else None,
        voted=not question.uncontested,
    )


def official_record(election: Election) -> OfficialRecord | None:
    return OfficialRecord.objects.filter(election=election).first()


def recorded_lots(poll: Poll) -> list[RecordedLot]:
    return [_recorded(lot, poll) for lot in Lot.objects.filter(poll=poll)]


def _recorded(lot: Lot, poll: Poll) -> RecordedLot:
    content = json.loads(lot.content)
    return RecordedLot(poll.uuid, lot.question, content, lot.by, rfc3339(lot.at), lot.how)


def proceedings(election: Election) -> Proceedings:
    """Of an election that is closed."""
    if election.opened_at is None or election.closes_at is None:
        raise ValueError("an election has proceedings once it is closed")
    return Proceedings(
        election=str(election.pk),
        opened_at=rfc3339(election.opened_at),
        closed_at=rfc3339(election.closes_at),
        reissued=[Reissued(row.poll.uuid, row.key, row.replacement) for row in replaced(election)],
        added=[Given(row.poll.uuid, row.key) for row in added(election)],
        withdrawn=[Given(row.poll.uuid, row.key) for row in withdrawn(election)],
        incidents=[_incident(row) for row in incidents(election)],
        lots=[lot for poll in election.polls.all() for lot in recorded_lots(poll)],
    )


def incidents(election: Election) -> list[Incident]:
    return list(Incident.objects.filter(election=election))


def _incident(row: Incident) -> RecordedIncident:
    before, after = row.extended_from, row.extended_to
    return RecordedIncident(
        at=rfc3339(row.at),
        text=row.text,
        extended_from=rfc3339(before) if before else None,
        extended_to=rfc3339(after) if after else None,
    )


def rfc3339(time: datetime) -> str:
    """UTC, to the second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counted(poll: Poll, result: Result) -> list[tuple[Question, Votes]]:
    """Each question of the rules with its votes; `result` is empty for a poll without a vote."""
    (paper,) = (each for each in frozen(poll.election).polls if each.uuid == poll.uuid)
    rows = iter(result)
    return [
        (question, votes_of(question, next(rows)) if question.voted else no_votes(question))
        for question in paper.questions
    ]


def documents(poll: Poll, result: Result) -> list[Document]:
    """Each question with its outcome, as the record has it."""
    lots = recorded_lots(poll)
    weight = electorate(poll)
    return [
        question_document(question, votes, weight, [lot for lot in lots if lot.question == number])
        for number, (question, votes) in enumerate(counted(poll, result))
    ]


def membership_of(poll: Poll, question: int, result: Result) -> Membership | None:
    """Who sits by a question now; None if nobody was elected by it, or not yet."""
    paper, votes = counted(poll, result)[question]
    lots = [lot.lot for lot in recorded_lots(poll) if lot.question == question]
    outcome = outcome_of(paper, votes, electorate(poll), lots)
    if not isinstance(outcome, Outcome) or outcome.to_draw:
        return None
    rows = Departure.objects.filter(poll=poll, question=question)
    left = [Left(Person(row.list, row.candidate), row.drawn) for row in rows]
    return membership(paper, votes, outcome, left)


def electorate(poll: Poll) -> int:
    """The weight of all who could vote: spares stand for nobody, unless given to who was added."""
    if not poll.credentials.exists():
        return _recorded_electorate(poll)
    (paper,) = (each for each in frozen(poll.election).polls if each.uuid == poll.uuid)
    gone = poll.revocations.filter(revoked=True, withdrawn=True).values("key")
    own = Q(key__in=poll.additions.values("key")) | ~Q(key__in=paper.spares)
    total = poll.credentials.filter(own).aggregate(total=Sum("weight"))["total"] or 0
    lost = poll.credentials.filter(key__in=gone).aggregate(total=Sum("weight"))["total"] or 0
    return total - lost


def _recorded_electorate(poll: Poll) -> int:
    """As the official record has it: it is kept longer than the list of credentials."""
    record = official_record(poll.election)
    polls = json.loads(record.content)["polls"] if record else []
    return next((each["weight"] or 0 for each in polls if each["uuid"] == poll.uuid), 0)


def awaited(document: Mapping[str, object]) -> list[dict[str, object]]:
    """The ties that a lot must decide, as `to_draw` has them."""
    outcome = document["outcome"]
    return list(outcome.get("to_draw", [])) if isinstance(outcome, dict) else []


def objections(election: Election) -> list[Objection]:
    return list(Objection.objects.filter(election=election).select_related("ruling"))


def disputed(election: Election, afterwards: timedelta) -> bool:
    """Whether an objection waits for its ruling or had it just now, or a recount is under way."""
    lately = Q(ruling__isnull=True) | Q(ruling__at__gt=Now() - afterwards)
    return (
        Objection.objects.filter(lately, election=election).exists()
        or Recount.objects.filter(election=election, report__isnull=True).exists()
    )


def recounts(election: Election) -> list[Recount]:
    return list(Recount.objects.filter(election=election).select_related("report"))


def recounts_to_do() -> list[Recount]:
    return list(Recount.objects.filter(report__isnull=True).select_related("election"))


def elections_without_record(phase: str) -> list[Election]:
    return list(Election.objects.filter(phase=phase, official_record__isnull=True))
