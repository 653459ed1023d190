"""What would become of each row of a file: decided, and shown, before anything is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stembus.domain.elections.models import Election, Language, Poll
from stembus.domain.refusals import Refused

from .models import Voter
from .reading import Row

WEIGHT_LIMIT = 1_000_000


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's fate; `refusal` says why, `voter` is what would be stored."""

    number: int
    fate: Fate
    address: str
    name: str
    voter: Voter | None = None
    refusal: Refused | None = None


def judge(election: Election, rows: Iterable[Row]) -> Iterator[Judged]:
    polls = {poll.name.lower(): poll for poll in election.polls.all()}
    known = {voter.address: voter for voter in election.voters.all()}
    first: dict[str, int] = {}
    for row in rows:
        address = row.cells["address"].lower()
        try:
            if address in first:
                raise Refused("row.duplicate", first=first[address])
            voter = _voter(election, polls, row)
            first[address] = row.number
            fate = _compare(known.get(voter.address), voter)
            yield Judged(row.number, fate, voter.address, voter.name, voter)
        except Refused as why:
            name = row.cells.get("name", "")
            yield Judged(row.number, Fate.REFUSED, address, name, refusal=why)


def _compare(before: Voter | None, after: Voter) -> Fate:
    if before is None:
        return Fate.NEW
    after.pk = before.pk
    fields = ("poll_id", "name", "weight", "language")
    same = all(getattr(before, field) == getattr(after, field) for field in fields)
    return Fate.SAME if same else Fate.CHANGED


def _voter(election: Election, polls: dict[str, Poll], row: Row) -> Voter:
    _check_text(row)
    address = row.cells["address"].lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused("row.address") from error
    return Voter(
        election=election,
        poll=_poll(polls, row.cells.get("poll", "")),
        address=address,
        name=row.cells.get("name", ""),
        weight=_weight(row.cells.get("weight", "")),
        language=_language(row.cells.get("language", ""), election.language),
    )


def _check_text(row: Row) -> None:
    if row.empty:
        raise Refused("row.empty")
    if row.formula:
        raise Refused("row.formula")
    if any(ord(character) < 32 for value in row.cells.values() for character in value):
        raise Refused("row.control")
    if any(len(value) > 200 for value in row.cells.values()):
        raise Refused("row.too_long")


def _poll(polls: dict[str, Poll], name: str) -> Poll:
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
    if chosen not in Language.values:
        raise Refused("row.language")
    return chosen
