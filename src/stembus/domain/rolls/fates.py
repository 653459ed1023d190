"""What would become of each row of a file: decided, and shown, before anything is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stembus.domain.elections.models import Election, Language
from stembus.domain.elections.texts import INVISIBLE
from stembus.domain.refusals import Refused

from .columns import Column
from .models import Fate, Voter
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
# Of each cell of a refused row so much is kept.
CELL = 300


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


@dataclass(slots=True)
class Judged:
    """A row's fate: a `StagedRow` before it is stored, without what a model costs."""

    number: int
    fate: str = Fate.REFUSED.value
    voter: UUID | None = None
    code: str = ""
    details: dict[str, object] | None = None
    cells: list[str] | None = None
    address: str = ""
    poll_id: UUID | None = None
    weight: int | None = None
    language: str = ""
    name: str = ""
    reference: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


class Judge:
    """Judges a file's rows, part after part. It remembers where each voter was first seen."""

    def __init__(self, election: Election) -> None:
        self._election = election
        self._polls = {poll.name.lower(): poll.pk for poll in election.polls.all()}
        # By address, reference and voter: the number of the row.
        self._first: dict[tuple[str, object], int] = {}

    def judge(self, rows: Sequence[Row]) -> Iterator[Judged]:
        """What a file has no column for stays as it is on the roll."""
        known = _Known(self._election, rows)
        for row in rows:
            judged = Judged(row.number)
            try:
                self._decide(judged, row, known)
            except Refused as why:
                _refuse(judged, row, why)
            yield judged

    def _decide(self, judged: Judged, row: Row, known: "_Known") -> None:
        _check(row)
        address, reference = row.get(Column.ADDRESS).lower(), row.get(Column.REFERENCE)
        self._check_first("address", address)
        self._check_first("reference", reference)
        voter, before = known.find(address, reference)
        self._check_first("voter", voter)
        after = self._entry(row, before)
        _check_reachable(after)
        for kind, value in (("address", address), ("reference", reference), ("voter", voter)):
            self._first[kind, value] = row.number
        judged.voter = voter
        judged.fate = _fate(before, after).value
        for name in ENTRY:
            setattr(judged, name, getattr(after, name))

    def _check_first(self, kind: str, value: object) -> None:
        if value and (kind, value) in self._first:
            raise Refused("row.duplicate", first=self._first[kind, value])

    def _entry(self, row: Row, before: Entry | None) -> Entry:
        values: dict[str, Any] = {"weight": 1}
        if before:
            values = {name: getattr(before, name) for name in ENTRY}
        if before is None or row.has(Column.ADDRESS):
            values["address"] = row.get(Column.ADDRESS).lower()
        for field, columns in TEXTS.items():
            if before is None or row.has(*columns):
                values[field] = _text(field, row.get(*columns))
        if before is None or row.has(Column.LANGUAGE):
            values["language"] = _language(row.get(Column.LANGUAGE), self._election.language)
        if before is None or row.has(Column.POLL):
            values["poll_id"] = self._poll(row.get(Column.POLL))
        if row.has(Column.WEIGHT):
            values["weight"] = _weight(row.get(Column.WEIGHT))
        return Entry(**values)

    def _poll(self, name: str) -> UUID:
        if not name:
            if len(self._polls) == 1:
                return next(iter(self._polls.values()))
            raise Refused("row.poll_missing")
        if name.lower() not in self._polls:
            raise Refused("row.poll", poll=name[:CELL])
        return self._polls[name.lower()]


class _Known:
    """The voters on the roll whom some rows could be about."""

    def __init__(self, election: Election, rows: Sequence[Row]) -> None:
        voters = election.voters.order_by()
        addresses = {row.get(Column.ADDRESS).lower() for row in rows} - {""}
        references = {row.get(Column.REFERENCE) for row in rows} - {""}
        found = [
            *voters.filter(address__in=addresses).values_list("pk", *ENTRY),
            *voters.exclude(reference="")
            .filter(reference__in=references)
            .values_list("pk", *ENTRY),
        ]
        entries = [(key, Entry(*rest)) for key, *rest in found]
        self._by_address = {entry.address: (key, entry) for key, entry in entries}
        self._by_reference = {entry.reference: (key, entry) for key, entry in entries}

    def find(self, address: str, reference: str) -> tuple[UUID | None, Entry | None]:
        """By the reference, which outlasts an address; else by the address.

        Refuses with `row.conflict` an address that is another voter's.
        """
        one = self._by_reference.get(reference) if reference else None
        other = self._by_address.get(address) if address else None
        if other and one and other[0] != one[0]:
            raise Refused("row.conflict")
        if other and not one and reference and other[1].reference:
            raise Refused("row.conflict")
        return one or other or (None, None)


def _refuse(judged: Judged, row: Row, why: Refused) -> None:
    """With what one needs to find the mistake; what can't be seen has a mark in its place."""
    judged.code, judged.details = why.code, why.details
    judged.cells = [INVISIBLE.sub("□", cell[:CELL]) for cell in row.values]
    judged.address = INVISIBLE.sub("□", row.get(Column.ADDRESS))[:254]
    judged.name = INVISIBLE.sub("□", row.get(*TEXTS["name"]))[: LIMITS["name"]]


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


def _language(text: str, default: str) -> str:
    chosen = text.lower() or default
    if chosen not in LANGUAGES:
        raise Refused("row.language")
    return chosen
