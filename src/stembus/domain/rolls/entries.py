"""What the roll says of one voter, made of a row's cells: or why it can't be."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
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
# Of each cell of a refused row so much is kept.
CELL = 300
LANGUAGES = frozenset(Language.values)
LIMITS = {field.name: field.max_length or 0 for field in Voter._meta.fields if field.name in TEXTS}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the roll says, or will say, about a voter."""

    address: str
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


def entry_of(voter: Voter) -> Entry:
    return Entry(**{name: getattr(voter, name) for name in ENTRY})


class Entries:
    """Makes the entries of one election."""

    def __init__(self, election: Election) -> None:
        self._language = election.language
        self._polls = {poll.name.lower(): poll.pk for poll in election.polls.all()}

    def make(self, row: Row, before: Entry | None) -> Entry:
        """What a row has no column for stays as it was. Refuses with a code of `row`."""
        values: dict[str, Any] = {"weight": 1}
        if before:
            values = {name: getattr(before, name) for name in ENTRY}
        if before is None or row.has(Column.ADDRESS):
            values["address"] = row.get(Column.ADDRESS).lower()
        for field, columns in TEXTS.items():
            if before is None or row.has(*columns):
                values[field] = _text(field, row.get(*columns))
        if before is None or row.has(Column.LANGUAGE):
            values["language"] = _language_of(row.get(Column.LANGUAGE), self._language)
        if before is None or row.has(Column.POLL):
            values["poll_id"] = _poll(self._polls, row.get(Column.POLL))
        if row.has(Column.WEIGHT):
            values["weight"] = _weight(row.get(Column.WEIGHT))
        entry = Entry(**values)
        _check_reachable(entry)
        return entry


def check_row(row: Row) -> None:
    """What no entry can be made of, whoever it is about."""
    if row.empty:
        raise Refused("row.empty")
    if row.formula:
        raise Refused("row.formula")
    if any(INVISIBLE.search(text) for text in row.cells.values()):
        raise Refused("row.control")
    try:
        if address := row.get(Column.ADDRESS):
            validate_email(address.lower())
    except ValidationError as error:
        raise Refused("row.address") from error


def _check_reachable(entry: Entry) -> None:
    """By mail, or by a letter; then the reference tells two of one name and house apart."""
    if entry.address:
        return
    if not (entry.name and entry.street and entry.city):
        raise Refused("row.unreachable")
    if not entry.reference:
        raise Refused("row.reference_missing")


def _poll(polls: Mapping[str, UUID], name: str) -> UUID:
    if not name:
        if len(polls) == 1:
            return next(iter(polls.values()))
        raise Refused("row.poll_missing")
    if name.lower() not in polls:
        raise Refused("row.poll", poll=name[:CELL])
    return polls[name.lower()]


def _text(field: str, text: str) -> str:
    if len(text) > LIMITS[field]:
        raise Refused("row.too_long")
    return text


def _weight(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= WEIGHT_LIMIT):
        raise Refused("row.weight")
    return int(text)


def _language_of(text: str, default: str) -> str:
    chosen = text.lower() or default
    if chosen not in LANGUAGES:
        raise Refused("row.language")
    return chosen
