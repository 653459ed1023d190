"""The election object (§2.1): what is voted on, under which key. Its bytes are its identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from stembus.protocol.base58 import is_base58, random_digits
from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Element, Group, Random
from stembus.protocol.group import group as group_named
from stembus.protocol.hashing import sha256_b64
from stembus.protocol.wire import (
    Json,
    array,
    boolean,
    integer,
    known_fields,
    mapping,
    parse_canonical,
    render,
    text,
)

UUID_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose votes are added up under encryption: choose `min` to `max` answers.

    `blank` says that a blank vote, counted apart, may be given instead.
    """

    title: str
    answers: tuple[str, ...]
    min: int
    max: int
    blank: bool

    @property
    def size(self) -> int:
        """The number of ciphertexts in an answer: with `blank`, its indicator comes first."""
        return len(self.answers) + self.blank

    def as_json(self) -> dict[str, object]:
        blank = {"blank": True} if self.blank else {}
        bounds = {"min": self.min, "max": self.max}
        return {"answers": self.answers, **blank, **bounds, "question": self.title}


@dataclass(frozen=True, slots=True)
class NonHomomorphicQuestion:
    """A question answered with a number for each answer, decrypted after a shuffle."""

    title: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListsQuestion:
    """A question with lists of candidates; the first of `lists[i]` is the name of the list."""

    title: str
    lists: tuple[tuple[str, ...], ...]


AnyQuestion: TypeAlias = Question | NonHomomorphicQuestion | ListsQuestion


@dataclass(frozen=True, slots=True)
class Election:
    """`raw` is the election as published; `fingerprint` is its hash, in Base64."""

    uuid: str
    name: str
    description: str
    group: Group
    public_key: Element
    questions: tuple[AnyQuestion, ...]
    fingerprint: str
    raw: bytes


def make_uuid(random: Random) -> str:
    return random_digits(UUID_LENGTH, random)


def make_election(
    *,
    uuid: str,
    name: str,
    description: str,
    group: Group,
    public_key: Element,
    questions: Sequence[Question],
    extra: Mapping[str, object],
) -> bytes:
    """The bytes to publish. `extra` is appended, so that it is bound into the fingerprint.

    What `parse_election` would refuse is refused here, with the same codes.
    """
    known: dict[str, object] = {
        "version": 1,
        "description": description,
        "name": name,
        "group": group.name,
        "public_key": group.encode(public_key),
        "questions": [question.as_json() for question in questions],
        "uuid": uuid,
    }
    if known.keys() & extra.keys():
        raise Rejected(Code.ELECTION_SHAPE)
    return parse_election(render(known | dict(extra))).raw


def parse_election(raw: bytes) -> Election:
    """Refuses with `json.*`, `election.*`, `group.unknown`, `element.invalid` or
    `question.bounds`. Fields that the protocol does not know are let through (§2.1)."""
    with renamed({Code.JSON_SHAPE: Code.ELECTION_SHAPE}):
        version, description, name, group_name, public_key, questions, uuid, *rest = known_fields(
            parse_canonical(raw),
            *("version", "description", "name", "group", "public_key", "questions", "uuid"),
            *("administrator?", "credential_authority?"),
        )
        if integer(version) != 1:
            raise Rejected(Code.ELECTION_VERSION, "version")
        for label in rest:
            text("" if label is None else label)
        group = group_named(text(group_name))
        return Election(
            uuid=_parse_uuid(text(uuid)),
            name=text(name),
            description=text(description),
            group=group,
            public_key=_parse_public_key(text(public_key), group),
            questions=_parse_questions(questions),
            fingerprint=sha256_b64(raw),
            raw=raw,
        )


def _parse_uuid(uuid: str) -> str:
    if len(uuid) < UUID_LENGTH or not is_base58(uuid):
        raise Rejected(Code.ELECTION_UUID, "uuid")
    return uuid


def _parse_public_key(key: str, group: Group) -> Element:
    """The key, for which the group prepares itself. Under the identity every vote is readable."""
    with within("public_key"):
        element = group.decode(key)
        if element == group.identity:
            raise Rejected(Code.ELECTION_PUBLIC_KEY)
    group.prepare(element)
    return element


def _parse_questions(value: Json) -> tuple[AnyQuestion, ...]:
    with within("questions"):
        return tuple(each(array(value), _parse_question))


def _parse_question(value: Json) -> AnyQuestion:
    if "type" not in mapping(value):
        return _parse_homomorphic(value)
    kind, content = known_fields(value, "type", "value")
    if kind == "NonHomomorphic":
        answers, title = known_fields(content, "answers", "question")
        return NonHomomorphicQuestion(text(title), _texts(answers))
    if kind == "Lists":
        lists, title = known_fields(content, "answers", "question")
        return ListsQuestion(text(title), tuple(_texts(names) for names in array(lists)))
    raise Rejected(Code.QUESTION_UNSUPPORTED)


def _parse_homomorphic(value: Json) -> Question:
    answers, blank, least, most, title = known_fields(
        value, "answers", "blank?", "min", "max", "question"
    )
    if integer(least) > integer(most):
        raise Rejected(Code.QUESTION_BOUNDS)
    return Question(
        title=text(title),
        answers=_texts(answers),
        min=integer(least),
        max=integer(most),
        blank=blank is not None and boolean(blank),
    )


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(text(item) for item in array(value))
