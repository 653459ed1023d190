"""Writing the ballot papers of a draft: polls, questions, lists and candidates."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from stembus.domain.refusals import Refused
from stembus.protocol.election import make_uuid
from stembus.seats.errors import Impossible
from stembus.seats.rules import DecisionRules, ListRules, Rules, parse_rules

from .actions import lock_draft
from .models import Candidate, CandidateList, Election, Poll, Question
from .texts import check

ANSWERS_LIMIT = 500
SEATS_LIMIT = 500
# Yes and no, or yes, no and abstain: in this order.
DECISION_ANSWERS = (2, 3)


@dataclass(frozen=True, slots=True)
class ListDraft:
    name: str
    candidates: Sequence[str]


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """Either `answers`, or `lists` with their candidates.

    `rules` is what `seats.rules.parse_rules` takes: the name of a ready set, or parameters. None:
    the votes are counted and nothing is allocated.
    """

    title: str
    answers: Sequence[str] = ()
    min: int = 1
    max: int = 1
    blank: bool = True
    lists: Sequence[ListDraft] = ()
    seats: int | None = None
    rules: object = None

    @property
    def candidates(self) -> list[tuple[int | None, str]]:
        """(index of the list, name) in the order of the ballot paper."""
        if not self.lists:
            return [(None, name) for name in self.answers]
        return [(index, name) for index, each in enumerate(self.lists) for name in each.candidates]


@transaction.atomic
def add_poll(election: Election, name: str) -> Poll:
    lock_draft(election)
    last = election.polls.aggregate(last=Max("position"))["last"] or 0
    poll = Poll(election=election, position=last + 1, uuid=make_uuid(secrets.token_bytes))
    return _name_poll(poll, name)


@transaction.atomic
def rename_poll(poll: Poll, name: str) -> None:
    lock_draft(poll.election)
    _name_poll(poll, name)


def _name_poll(poll: Poll, name: str) -> Poll:
    poll.name = name
    check(poll, "name")
    if poll.election.polls.filter(name__iexact=name).exclude(pk=poll.pk).exists():
        raise Refused("poll.name")
    poll.save(update_fields=None if poll._state.adding else ["name"])
    return poll


@transaction.atomic
def remove_poll(poll: Poll) -> None:
    """The caller has made sure that nobody on the roll belongs to it."""
    lock_draft(poll.election)
    if poll.election.polls.count() == 1:
        raise Refused("poll.last")
    poll.delete()


@transaction.atomic
def write_question(poll: Poll, draft: QuestionDraft, question: Question | None = None) -> Question:
    """Add a question, or give `question` this content."""
    lock_draft(poll.election)
    _check_answers(draft)
    rules = _rules(draft)
    if question is None:
        last = poll.questions.aggregate(last=Max("position"))["last"]
        question = Question(poll=poll, position=0 if last is None else last + 1)
    question.title, question.blank = draft.title, draft.blank
    question.min, question.max = draft.min, draft.max
    question.seats = draft.seats
    question.rules = rules.as_json() if rules else None
    check(question, "title")
    _replace_candidates(question, draft)
    return question


def _replace_candidates(question: Question, draft: QuestionDraft) -> None:
    lists = [
        CandidateList(question=question, position=position, name=each.name)
        for position, each in enumerate(draft.lists)
    ]
    candidates = [
        Candidate(
            question=question,
            list=None if index is None else lists[index],
            position=position,
            name=name,
        )
        for position, (index, name) in enumerate(draft.candidates)
    ]
    for row in (*lists, *candidates):
        check(row, "name")
    question.save()
    question.candidates.all().delete()
    question.lists.all().delete()
    CandidateList.objects.bulk_create(lists)
    Candidate.objects.bulk_create(candidates)


def _check_answers(draft: QuestionDraft) -> None:
    if not draft.title.strip():
        raise Refused("question.title")
    _check_lists(draft.lists)
    names = [name for _, name in draft.candidates]
    if not names:
        raise Refused("question.answers")
    if len(names) > ANSWERS_LIMIT:
        raise Refused("question.too_many", limit=ANSWERS_LIMIT)
    if twice := _twice(names):
        raise Refused("question.duplicate_answer", answer=twice)
    if not (0 <= draft.min <= draft.max and 1 <= draft.max <= len(names)):
        raise Refused("question.bounds", count=len(names))


def _check_lists(lists: Sequence[ListDraft]) -> None:
    names = [each.name for each in lists]
    if not all(name.strip() for name in names):
        raise Refused("question.list_name")
    if twice := _twice(names):
        raise Refused("question.duplicate_list", list=twice)
    for each in lists:
        if not each.candidates:
            raise Refused("question.list_empty", list=each.name)


def _twice(names: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _rules(draft: QuestionDraft) -> Rules | None:
    """That rules, seats and candidates fit one another."""
    if draft.rules is None:
        if draft.lists or draft.seats is not None:
            raise Refused("question.rules_missing")
        return None
    try:
        rules = parse_rules(draft.rules)
    except Impossible as why:
        raise Refused(why.code, where=why.where) from why
    if isinstance(rules, DecisionRules):
        _check_decision(draft)
    else:
        _check_seats(draft, listed=isinstance(rules, ListRules), uncontested=rules.uncontested)
    return rules


def _check_decision(draft: QuestionDraft) -> None:
    plain = not draft.lists and draft.seats is None and draft.min == draft.max == 1
    if not plain or len(draft.answers) not in DECISION_ANSWERS:
        raise Refused("question.decision")


def _check_seats(draft: QuestionDraft, *, listed: bool, uncontested: bool) -> None:
    if listed != bool(draft.lists):
        raise Refused("question.lists_needed" if listed else "question.lists_unwanted")
    if draft.seats is None or not 1 <= draft.seats <= SEATS_LIMIT:
        raise Refused("question.seats", limit=SEATS_LIMIT)
    candidates = len(draft.candidates)
    if candidates < draft.seats and not uncontested:
        raise Refused("seats.candidates", where=f"{candidates} < {draft.seats}")


@transaction.atomic
def remove_question(question: Question) -> None:
    lock_draft(question.poll.election)
    question.delete()
