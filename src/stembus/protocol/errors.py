"""Refusals: one exception, whose codes are public API.

A code never changes its meaning and is never reused. `docs/protocol/codes.md` says what each one
means and what to do about it; a test compares that table with `Code`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")


class Code(StrEnum):
    """Why something was refused."""

    JSON_INVALID = "json.invalid"
    JSON_NOT_CANONICAL = "json.not_canonical"
    JSON_SHAPE = "json.shape"

    GROUP_UNKNOWN = "group.unknown"
    ELEMENT_INVALID = "element.invalid"
    SCALAR_OUT_OF_RANGE = "scalar.out_of_range"

    VOTING_CODE_LENGTH = "voting_code.length"
    VOTING_CODE_ALPHABET = "voting_code.alphabet"
    CREDENTIALS_SHAPE = "credentials.shape"
    CREDENTIALS_DUPLICATE = "credentials.duplicate"
    CREDENTIALS_WEIGHT = "credentials.weight"
    CODES_TASK_SHAPE = "codes_task.shape"
    CODES_TASK_FORMULA = "codes_task.formula"
    PUBLIC_CREDS_SHAPE = "public_creds.shape"
    PUBLIC_CREDS_OTHER_ELECTION = "public_creds.other_election"
    PUBLIC_CREDS_STALE = "public_creds.stale"
    PUBLIC_CREDS_COUNT = "public_creds.count"
    PUBLIC_CREDS_WEIGHTS = "public_creds.weights"
    PUBLIC_CREDS_ORDER = "public_creds.order"

    ELECTION_SHAPE = "election.shape"
    ELECTION_VERSION = "election.version"
    ELECTION_UUID = "election.uuid"
    ELECTION_PUBLIC_KEY = "election.public_key"
    QUESTION_BOUNDS = "question.bounds"
    QUESTION_UNSUPPORTED = "question.unsupported"

    CHOICES_SHAPE = "choices.shape"
    CHOICES_TOO_FEW = "choices.too_few"
    CHOICES_TOO_MANY = "choices.too_many"
    CHOICES_BLANK = "choices.blank"

    BALLOT_TOO_LARGE = "ballot.too_large"
    BALLOT_NOT_JSON = "ballot.not_json"
    BALLOT_NOT_CANONICAL = "ballot.not_canonical"
    BALLOT_SHAPE = "ballot.shape"
    BALLOT_OTHER_ELECTION = "ballot.other_election"
    BALLOT_OTHER_FINGERPRINT = "ballot.other_fingerprint"
    BALLOT_CREDENTIAL_UNLISTED = "ballot.credential_unlisted"
    BALLOT_SIGNATURE = "ballot.signature"
    BALLOT_ANSWER_COUNT = "ballot.answer_count"
    BALLOT_INDIVIDUAL_PROOF = "ballot.individual_proof"
    BALLOT_OVERALL_PROOF = "ballot.overall_proof"
    BALLOT_BLANK_PROOF = "ballot.blank_proof"
    BALLOT_KNOWLEDGE_PROOF = "ballot.knowledge_proof"
    BALLOT_DUPLICATE = "ballot.duplicate"

    TRUSTEES_SHAPE = "trustees.shape"
    TRUSTEES_PROOF = "trustees.proof"
    TRUSTEES_SIGNATURE = "trustees.signature"
    TRUSTEES_VERIFICATION_KEY = "trustees.verification_key"
    TRUSTEE_KEY_FILE_SHAPE = "trustee.key_file_shape"
    TRUSTEE_KEY_FILE_OTHER_ELECTION = "trustee.key_file_other_election"
    TRUSTEE_KEY_FILE_MISMATCH = "trustee.key_file_mismatch"

    TALLY_SHAPE = "tally.shape"
    TALLY_MISMATCH = "tally.mismatch"
    SHUFFLE_SHAPE = "shuffle.shape"
    SHUFFLE_OWNER = "shuffle.owner"
    SHUFFLE_PROOF = "shuffle.proof"
    SHUFFLE_MISSING = "shuffle.missing"
    SHUFFLE_UNNEEDED = "shuffle.unneeded"
    DECRYPTION_SHAPE = "decryption.shape"
    DECRYPTION_OWNER = "decryption.owner"
    DECRYPTION_PROOF = "decryption.proof"
    DECRYPTION_MISSING = "decryption.missing"
    RESULT_SHAPE = "result.shape"
    RESULT_MISMATCH = "result.mismatch"

    ARCHIVE_NOT_BELENIOS = "archive.not_belenios"
    ARCHIVE_TRUNCATED = "archive.truncated"
    ARCHIVE_MEMBER = "archive.member"
    ARCHIVE_TOO_LARGE = "archive.too_large"
    ARCHIVE_HASH = "archive.hash"
    ARCHIVE_UNREFERENCED = "archive.unreferenced"
    ARCHIVE_EMPTY = "archive.empty"
    ARCHIVE_NOT_EXTENDING = "archive.not_extending"
    EVENT_SHAPE = "event.shape"
    EVENT_PARENT = "event.parent"
    EVENT_HEIGHT = "event.height"
    EVENT_ORDER = "event.order"
    EVENT_PAYLOAD = "event.payload"


class Rejected(Exception):
    """The input is refused. `where` is a path inside it, such as `answers[0].choices[2]`;
    neither attribute ever holds a secret."""

    def __init__(self, code: Code, where: str = "") -> None:
        super().__init__(code, where)
        self.code = code
        self.where = where

    def __str__(self) -> str:
        return f"{self.code} at {self.where}" if self.where else str(self.code)


class within:
    """Put `part` before the place of whatever is refused inside the block.

    A class, since a generator takes four times as long, and a ballot has some forty places.
    """

    __slots__ = ("_part",)

    def __init__(self, part: str) -> None:
        self._part = part

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, refusal: BaseException | None, trace: object) -> None:
        if isinstance(refusal, Rejected):
            raise placed(refusal, self._part) from refusal


def placed(refusal: Rejected, part: str) -> Rejected:
    """The refusal, with `part` before its place."""
    separator = "" if refusal.where.startswith("[") or not refusal.where else "."
    return Rejected(refusal.code, part + separator + refusal.where)


@contextmanager
def renamed(codes: Mapping[Code, Code]) -> Iterator[None]:
    """Give general codes (`json.*`) the name that they have for one kind of object."""
    try:
        yield
    except Rejected as refusal:
        raise Rejected(codes.get(refusal.code, refusal.code), refusal.where) from refusal


def each(items: Iterable[_Item], read: Callable[[_Item], _Value]) -> list[_Value]:
    """`read` of each item; what it refuses is at `[index]`."""
    values: list[_Value] = []
    for item in items:
        try:
            values.append(read(item))
        except Rejected as refusal:
            raise placed(refusal, f"[{len(values)}]") from refusal
    return values
