"""The official record as JSON: all that is in it follows from archives, rules and proceedings.

Its form: docs/guides/record.md. The page and the PDF are made from it.
"""

from collections.abc import Mapping, Sequence

from stembus.record.archive import Facts
from stembus.record.errors import Code, Unfit
from stembus.record.frozen import Frozen, Poll, Question
from stembus.record.outcome import Votes, candidate_lists, no_votes, outcome_of, votes_of
from stembus.record.proceedings import Proceedings, RecordedLot
from stembus.record.reissues import check_reissued, voters

Document = dict[str, object]


def make_record(
    frozen: Frozen, proceedings: Proceedings, archives: Mapping[str, Facts]
) -> Document:
    """`archives` by the uuids of their polls. Refuses with `record.*`, or lots with `seats.*`."""
    _check(frozen, proceedings, archives)
    return {
        "version": 1,
        "election": {
            "id": frozen.election,
            "name": frozen.name,
            "description": frozen.description,
            "language": frozen.language,
        },
        "origin": frozen.origin,
        "opened_at": proceedings.opened_at,
        "closed_at": proceedings.closed_at,
        "roll": {"voters": frozen.voters, "hmac_sha256": frozen.roll},
        **({"code_authority": frozen.code_authority} if frozen.code_authority else {}),
        "reissued": len(proceedings.reissued),
        "added": len(proceedings.added),
        "withdrawn": len(proceedings.withdrawn),
        "incidents": [each.as_json() for each in proceedings.incidents],
        "rules_sha256": frozen.sha256,
        "polls": [_poll(poll, proceedings, archives.get(poll.uuid)) for poll in frozen.polls],
    }


def _check(frozen: Frozen, proceedings: Proceedings, archives: Mapping[str, Facts]) -> None:
    """That all of it is of one election, and that nothing is missing or left over."""
    if proceedings.election != frozen.election:
        raise Unfit(Code.PROCEEDINGS, proceedings.election)
    needed = {poll.uuid for poll in frozen.polls if poll.voted}
    for uuid in sorted(archives.keys() - needed):
        raise Unfit(Code.ARCHIVE_OTHER, uuid)
    for uuid in sorted(needed - archives.keys()):
        raise Unfit(Code.ARCHIVE_MISSING, uuid)
    for uuid, facts in archives.items():
        if facts.rules != frozen.digest:
            raise Unfit(Code.RULES_OTHER, uuid)
    for poll in frozen.polls:
        if poll.voted:
            check_reissued(poll, archives[poll.uuid], proceedings)
    known = {(poll.uuid, number) for poll in frozen.polls for number in range(len(poll.questions))}
    for lot in proceedings.lots:
        if (lot.poll, lot.question) not in known:
            raise Unfit(Code.PROCEEDINGS, f"{lot.poll} {lot.question}")


def _poll(poll: Poll, proceedings: Proceedings, facts: Facts | None) -> Document:
    rows = iter(facts.result if facts else ())
    own = voters(poll, facts, proceedings) if facts else {}
    electorate = sum(own.values())
    questions = [
        question_document(
            question,
            votes_of(question, next(rows)) if question.voted else no_votes(question),
            electorate,
            proceedings.lots_on(poll.uuid, number),
        )
        for number, question in enumerate(poll.questions)
    ]
    return {
        "uuid": poll.uuid,
        "name": poll.name,
        "archive": {"sha256": facts.sha256, "bytes": facts.size} if facts else None,
        "fingerprint": facts.fingerprint if facts else None,
        "credentials": len(own) if facts else None,
        "weight": electorate if facts else None,
        "counted": facts.counted if facts else None,
        "counted_weight": facts.counted_weight if facts else None,
        "questions": questions,
    }


def question_document(
    question: Question, votes: Votes, electorate: int, lots: Sequence[RecordedLot] = ()
) -> Document:
    """A question with its votes and what follows from them. Refuses lots with `seats.lot_*`."""
    outcome = outcome_of(question, votes, electorate, [lot.lot for lot in lots])
    return {
        **_votes(question, votes),
        "lots": [lot.as_json() for lot in lots],
        "outcome": outcome.as_json() if outcome else None,
    }


def _votes(question: Question, votes: Votes) -> Document:
    named = list(zip(question.answers, votes.answers, strict=True))
    return {
        "title": question.title,
        "min": question.min,
        "max": question.max,
        "blank": votes.blank,
        "seats": question.seats,
        "rules": question.rules.as_json() if question.rules else None,
        "lists": _lists(question, votes) if question.lists else None,
        "answers": None if question.lists else _candidates(question, named),
        "voted": question.voted,
    }


def _lists(question: Question, votes: Votes) -> list[Document]:
    rest = iter(zip(question.answers, votes.answers, strict=True))
    return [
        {
            "name": each.name,
            "votes": each.votes if question.voted else None,
            "candidates": _candidates(question, [next(rest) for _ in range(each.size)]),
        }
        for each in candidate_lists(question, votes)
    ]


def _candidates(question: Question, named: Sequence[tuple[str, int]]) -> list[Document]:
    return [{"name": name, "votes": votes if question.voted else None} for name, votes in named]
