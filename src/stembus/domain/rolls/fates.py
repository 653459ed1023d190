"""What would become of each row of a file: decided, and shown, before anything is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from stembus.domain.elections.models import Election
from stembus.domain.elections.texts import INVISIBLE
from stembus.domain.refusals import Refused
from stembus.domain.sealing import keyring

from .columns import Column
from .entries import CELL, ENTRY, LIMITS, TEXTS, Entries, Entry, check_row, entry_of
from .models import Fate
from .reading import LIMIT_COLUMNS, Row


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
        self._entries = Entries(election)
        # By address, reference and voter: the number of the row.
        self._first: dict[tuple[str, object], int] = {}

    def judge(self, rows: Sequence[Row]) -> Iterator[Judged]:
        """What a file has no column for stays as it is on the roll."""
        known = Known(self._election, rows)
        for row in rows:
            judged = Judged(row.number)
            try:
                self._decide(judged, row, known)
            except Refused as why:
                _refuse(judged, row, why)
            yield judged

    def _decide(self, judged: Judged, row: Row, known: "Known") -> None:
        check_row(row)
        address, reference = row.get(Column.ADDRESS).lower(), row.get(Column.REFERENCE)
        self._check_first("address", address)
        self._check_first("reference", reference)
        voter, before = known.find(address, reference)
        self._check_first("voter", voter)
        after = self._entries.make(row, before)
        for kind, value in (("address", address), ("reference", reference), ("voter", voter)):
            self._first[kind, value] = row.number
        judged.voter = voter
        judged.fate = _fate(before, after).value
        for name in ENTRY:
            setattr(judged, name, getattr(after, name))

    def _check_first(self, kind: str, value: object) -> None:
        if value and (kind, value) in self._first:
            raise Refused("row.duplicate", first=self._first[kind, value])


class Known:
    """The voters on the roll whom some rows could be about."""

    def __init__(self, election: Election, rows: Sequence[Row]) -> None:
        key, voters = keyring.of(election.pk), election.voters.order_by()
        addresses = {key.hash("address", row.get(Column.ADDRESS).lower()) for row in rows} - {""}
        references = {key.hash("reference", row.get(Column.REFERENCE)) for row in rows} - {""}
        found = [
            *voters.filter(address_hash__in=addresses),
            *voters.filter(reference_hash__in=references),
        ]
        entries = [(voter.pk, entry_of(voter)) for voter in found]
        self._by_address = {entry.address: (key, entry) for key, entry in entries}
        self._by_reference = {entry.reference: (key, entry) for key, entry in entries}

    def voters(self) -> set[UUID | None]:
        return {
            key for found in (self._by_address, self._by_reference) for key, _ in found.values()
        }

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
    judged.cells = [INVISIBLE.sub("□", cell[:CELL]) for cell in row.values[:LIMIT_COLUMNS]]
    judged.address = INVISIBLE.sub("□", row.get(Column.ADDRESS))[:254]
    judged.name = INVISIBLE.sub("□", row.get(*TEXTS["name"]))[: LIMITS["name"]]


def _fate(before: Entry | None, after: Entry) -> Fate:
    if before is None:
        return Fate.NEW
    return Fate.SAME if before == after else Fate.CHANGED
