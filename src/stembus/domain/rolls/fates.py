"""What would become of each row of a file: decided, and shown, before anything is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stembus.domain.elections.models import Election, Language
from stembus.domain.elections.texts import INVISIBLE
from stembus.domain.refusals import Refused

from .reading import Row

WEIGHT_LIMIT = 1_000_000
TEXT_LIMIT = 200
LANGUAGES = frozenset(Language.values)


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the roll says, or will say, about the voter with an address."""

    poll: UUID
    name: str
    weight: int
    language: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's fate; `refusal` says why, `entry` is what would be stored."""

    number: int
    fate: Fate
    address: str
    name: str
    entry: Entry | None = None
    refusal: Refused | None = None


def judge(election: Election, rows: Iterable[Row]) -> Iterator[Judged]:
    polls = {poll.name.lower(): poll.pk for poll in election.polls.all()}
    known = _known(election)
    first: dict[str, int] = {}
    for row in rows:
        address, name = row.cells["address"].lower(), row.cells.get("name", "")
        try:
            if address in first:
                raise Refused("row.duplicate", first=first[address])
            entry = _entry(election, polls, row)
            first[address] = row.number
            yield Judged(row.number, _fate(known.get(address), entry), address, name, entry)
        except Refused as why:
            yield Judged(row.number, Fate.REFUSED, address, name, refusal=why)


def _known(election: Election) -> dict[str, Entry]:
    fields = ("address", "poll_id", "name", "weight", "language")
    rows = election.voters.order_by().values_list(*fields).iterator(chunk_size=5000)
    return {address: Entry(*rest) for address, *rest in rows}


def _fate(before: Entry | None, after: Entry) -> Fate:
    if before is None:
        return Fate.NEW
    return Fate.SAME if before == after else Fate.CHANGED


def _entry(election: Election, polls: Mapping[str, UUID], row: Row) -> Entry:
    _check_text(row)
    try:
        validate_email(row.cells["address"].lower())
    except ValidationError as error:
        raise Refused("row.address") from error
    return Entry(
        poll=_poll(polls, row.cells.get("poll", "")),
        name=row.cells.get("name", ""),
        weight=_weight(row.cells.get("weight", "")),
        language=_language(row.cells.get("language", ""), election.language),
    )


def _check_text(row: Row) -> None:
    if row.empty:
        raise Refused("row.empty")
    if row.formula:
        raise Refused("row.formula")
    for text in row.cells.values():
        if INVISIBLE.search(text):
            raise Refused("row.control")
        if len(text) > TEXT_LIMIT:
            raise Refused("row.too_long")


def _poll(polls: Mapping[str, UUID], name: str) -> UUID:
    if not name:
        if len(polls) == 1:
            return next(iter(polls.values()))
        raise Refused("row.poll_missing")
    if name.lower() not in polls:
        raise Refused("row.poll", poll=name)
    return polls[name.lower()]


def _weight(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= WEIGHT_LIMIT):
        raise Refused("row.weight")
    return int(text)


def _language(text: str, default: str) -> str:
    chosen = text.lower() or default
    if chosen not in LANGUAGES:
        raise Refused("row.language")
    return chosen
