"""The frozen rules of an election (`rules.json`), whose hash every ballot is bound to."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from stembus.protocol.errors import Rejected
from stembus.protocol.wire import (
    Json,
    array,
    boolean,
    fields,
    integer,
    parse_canonical,
    text,
)
from stembus.record.errors import Code, Unfit
from stembus.seats.errors import Impossible
from stembus.seats.rules import Rules, parse_rules


@dataclass(frozen=True, slots=True)
class Question:
    """`lists` has (name, number of candidates), or is empty; the candidates are the `answers`.

    `voted`: it is on the ballot paper. `rules` None: the votes are counted, and that is all.
    """

    title: str
    answers: Sequence[str]
    lists: Sequence[tuple[str, int]]
    min: int
    max: int
    blank: bool
    seats: int | None
    rules: Rules | None
    voted: bool


@dataclass(frozen=True, slots=True)
class Poll:
    """`spares`: public credentials that belonged to nobody at the opening."""

    uuid: str
    name: str
    questions: Sequence[Question]
    spares: frozenset[str]

    @property
    def voted(self) -> bool:
        return any(question.voted for question in self.questions)


@dataclass(frozen=True, slots=True)
class Frozen:
    """`digest` is the hash that stands in the election object, `sha256` the same in hexadecimal;
    `code_authority` made the voting codes, if that was not the server."""

    raw: bytes
    election: str
    name: str
    description: str
    language: str
    origin: str
    polls: Sequence[Poll]
    voters: int
    roll: str
    code_authority: str | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def digest(self) -> str:
        """Base64 without padding."""
        return base64.b64encode(hashlib.sha256(self.raw).digest()).decode().rstrip("=")


def parse_frozen(raw: bytes) -> Frozen:
    """Refuses with `record.rules`."""
    try:
        return _parse(raw)
    except Rejected as refusal:
        raise Unfit(Code.RULES, str(refusal)) from refusal
    except Impossible as refusal:
        raise Unfit(Code.RULES, f"{refusal.code} {refusal.where}") from refusal


def _parse(raw: bytes) -> Frozen:
    version, election, name, description, language, origin, polls, roll, authority = fields(
        parse_canonical(raw),
        *("version", "election", "name", "description", "language", "origin", "polls", "roll"),
        "code_authority?",
    )
    if integer(version) != 1:
        raise Unfit(Code.RULES, "version")
    voters, digest = fields(roll, "voters", "hmac_sha256")
    return Frozen(
        raw=raw,
        election=text(election),
        name=text(name),
        description=text(description),
        language=text(language),
        origin=text(origin),
        polls=[_poll(each) for each in array(polls)],
        voters=integer(voters),
        roll=text(digest),
        code_authority=None if authority is None else text(authority),
    )


def _poll(value: Json) -> Poll:
    uuid, name, questions, spares = fields(value, "uuid", "name", "questions", "spares")
    return Poll(
        uuid=text(uuid),
        name=text(name),
        questions=[_question(each) for each in array(questions)],
        spares=frozenset(text(each) for each in array(spares)),
    )


def _question(value: Json) -> Question:
    title, answers, lists, least, most, blank, seats, rules, voted = fields(
        value, "title", "answers", "lists", "min", "max", "blank", "seats", "rules", "voted"
    )
    question = Question(
        title=text(title),
        answers=[text(answer) for answer in array(answers)],
        lists=[] if lists is None else [_list(each) for each in array(lists)],
        min=integer(least),
        max=integer(most),
        blank=boolean(blank),
        seats=None if seats is None else integer(seats),
        rules=None if rules is None else parse_rules(rules),
        voted=boolean(voted),
    )
    if question.lists and sum(size for _, size in question.lists) != len(question.answers):
        raise Unfit(Code.RULES, "lists")
    return question


def _list(value: Json) -> tuple[str, int]:
    name, size = fields(value, "name", "size")
    return text(name), integer(size)
