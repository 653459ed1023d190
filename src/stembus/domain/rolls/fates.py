"""What would become of each row of a file: decided, and shown, before anything is stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stembus.domain.elections.models import Election, Language
from stembus.domain.elections.texts import INVISIBLE
from stembus.domain.refusals import Refused

from .columns import Column
from .models import Voter
from .reading import Row

WEIGHT_LIMIT = 1_000_000
TEXTS = {
    "name": (Column.NAME, Column.GIVEN, Column.INFIX, Column.FAMILY),
    "reference": (Column.REFERENCE,),
    "street": (Column.STREET, Column.HOUSE, Column.ADDITION),
    "postcode": (Column.POSTCODE,),
    "city": (Column.CITY,),
    "country": (Column.COUNTRY,),
}
LANGUAGES = frozenset(Language.values)
LIMITS = {field.name: field.max_length or 0 for field in Voter._meta.fields if field.name in TEXTS}


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the roll says, or will say, about the voter with an address."""

    poll_id: UUID
    weight: int
    language: str
    name: str
    reference: str
    street: str
    postcode: str
    city: str
    country: str


ENTRY = tuple(field.name for field in fields(Entry))


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
    """What a file has no column for stays as it is on the roll."""
    polls = {poll.name.lower(): poll.pk for poll in election.polls.all()}
    known = _known(election)
    first: dict[str, int] = {}
    for row in rows:
        address, name = row.get(Column.ADDRESS).lower(), row.get(*TEXTS["name"])
        try:
            if address in first:
                raise Refused("row.duplicate", first=first[address])
            before = known.get(address)
            _check(row)
            after = _entry(election, polls, row, before)
            first[address] = row.number
            yield Judged(row.number, _fate(before, after), address, name, after)
        except Refused as why:
            yield Judged(row.number, Fate.REFUSED, address, name, refusal=why)


def _known(election: Election) -> dict[str, Entry]:
    rows = election.voters.order_by().values_list("address", *ENTRY).iterator(chunk_size=5000)
    return {address: Entry(*rest) for address, *rest in rows}


def _fate(before: Entry | None, after: Entry) -> Fate:
    if before is None:
        return Fate.NEW
    return Fate.SAME if before == after else Fate.CHANGED


def _check(row: Row) -> None:
    if row.empty:
        raise Refused("row.empty")
    if row.formula:
        raise Refused("row.formula")
    if any(INVISIBLE.search(text) for text in row.cells.values()):
        raise Refused("row.control")
    try:
        validate_email(row.get(Column.ADDRESS).lower())
    except ValidationError as error:
        raise Refused("row.address") from error


def _entry(election: Election, polls: Mapping[str, UUID], row: Row, before: Entry | None) -> Entry:
    values: dict[str, Any] = asdict(before) if before else {"weight": 1}
    for field, columns in TEXTS.items():
        if before is None or row.has(*columns):
            values[field] = _text(field, row.get(*columns))
    if before is None or row.has(Column.LANGUAGE):
        values["language"] = _language(row.get(Column.LANGUAGE), election.language)
    if before is None or row.has(Column.POLL):
        values["poll_id"] = _poll(polls, row.get(Column.POLL))
    if row.has(Column.WEIGHT):
        values["weight"] = _weight(row.get(Column.WEIGHT))
    return Entry(**values)


def _text(field: str, text: str) -> str:
    if len(text) > LIMITS[field]:
        raise Refused("row.too_long")
    return text


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
