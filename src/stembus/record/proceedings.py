"""What the committee recorded and no archive holds (`proceedings.json`): times, and lots drawn."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stembus.protocol.errors import Rejected
from stembus.protocol.wire import Json, array, fields, integer, parse_canonical, render, text
from stembus.record.errors import Code, Unfit
from stembus.seats.document import parse_lot
from stembus.seats.errors import Impossible
from stembus.seats.ties import Lot

# RFC 3339 in UTC, to the second: one form for each time.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_LOT = ("seats", "list", "among", "drawn", "for")


@dataclass(frozen=True, slots=True)
class RecordedLot:
    """A lot, on which question, and who drew it, when and how. `question` counts from 0.

    `value` has the fields seats, list, among, drawn and for, as `to_draw` has them.
    """

    poll: str
    question: int
    value: Mapping[str, Json]
    by: str
    at: str
    how: str

    @property
    def lot(self) -> Lot:
        """Refuses with `seats.lot_drawn` or `seats.input`."""
        return parse_lot(self.value, "lot")

    def as_json(self) -> dict[str, Json]:
        return {**self.value, "by": self.by, "at": self.at, "how": self.how}


@dataclass(frozen=True, slots=True)
class Reissued:
    """A voting code that was replaced: the public credential before, and the spare one after it."""

    poll: str
    revoked: str
    replacement: str

    def as_json(self) -> dict[str, Json]:
        return {"poll": self.poll, "revoked": self.revoked, "replacement": self.replacement}


@dataclass(frozen=True, slots=True)
class Given:
    """The public credential of a voter who was added to the roll, or taken off it, after the
    opening."""

    poll: str
    credential: str

    def as_json(self) -> dict[str, Json]:
        return {"poll": self.poll, "credential": self.credential}


@dataclass(frozen=True, slots=True)
class RecordedIncident:
    """What happened while the voting was open or after it; with both times, it was extended."""

    at: str
    text: str
    extended_from: str | None
    extended_to: str | None

    def as_json(self) -> dict[str, Json]:
        return {
            "at": self.at,
            "text": self.text,
            "extended_from": self.extended_from,
            "extended_to": self.extended_to,
        }


@dataclass(frozen=True, slots=True)
class Proceedings:
    """Times are RFC 3339, UTC, to the second."""

    election: str
    opened_at: str
    closed_at: str
    reissued: Sequence[Reissued]
    added: Sequence[Given]
    withdrawn: Sequence[Given]
    incidents: Sequence[RecordedIncident]
    lots: Sequence[RecordedLot]

    def lots_on(self, poll: str, question: int) -> list[RecordedLot]:
        return [lot for lot in self.lots if (lot.poll, lot.question) == (poll, question)]

    def as_bytes(self) -> bytes:
        """The canonical bytes of `proceedings.json`."""
        lots = [{"poll": lot.poll, "question": lot.question, **lot.as_json()} for lot in self.lots]
        return render(
            {
                "version": 1,
                "election": self.election,
                "opened_at": self.opened_at,
                "closed_at": self.closed_at,
                "reissued": [each.as_json() for each in self.reissued],
                "added": [each.as_json() for each in self.added],
                "withdrawn": [each.as_json() for each in self.withdrawn],
                "incidents": [each.as_json() for each in self.incidents],
                "lots": lots,
            }
        )


def parse_proceedings(raw: bytes) -> Proceedings:
    """Refuses with `record.proceedings`."""
    try:
        return _parse(raw)
    except (Rejected, Impossible) as refusal:
        raise Unfit(Code.PROCEEDINGS, str(refusal)) from refusal


def _parse(raw: bytes) -> Proceedings:
    version, election, opened_at, closed_at, *changed, incidents, lots = fields(
        parse_canonical(raw),
        *("version", "election", "opened_at", "closed_at"),
        *("reissued", "added", "withdrawn", "incidents", "lots"),
    )
    reissued, added, withdrawn = changed
    if integer(version) != 1:
        raise Unfit(Code.PROCEEDINGS, "version")
    return Proceedings(
        election=text(election),
        opened_at=_time(opened_at),
        closed_at=_time(closed_at),
        reissued=[_reissued(each) for each in array(reissued)],
        added=[_given(each) for each in array(added)],
        withdrawn=[_given(each) for each in array(withdrawn)],
        incidents=[_incident(each) for each in array(incidents)],
        lots=[_lot(each) for each in array(lots)],
    )


def _reissued(value: Json) -> Reissued:
    return Reissued(*map(text, fields(value, "poll", "revoked", "replacement")))


def _given(value: Json) -> Given:
    return Given(*map(text, fields(value, "poll", "credential")))


def _incident(value: Json) -> RecordedIncident:
    at, said, before, after = fields(value, "at", "text", "extended_from", "extended_to")
    if before is None or after is None:
        return RecordedIncident(_time(at), text(said), None, None)
    return RecordedIncident(_time(at), text(said), _time(before), _time(after))


def _lot(value: Json) -> RecordedLot:
    poll, question, *lot, by, at, how = fields(value, "poll", "question", *_LOT, "by", "at", "how")
    parts = dict(zip(_LOT, lot, strict=True))
    parse_lot(parts, "lots")
    return RecordedLot(text(poll), integer(question), parts, text(by), _time(at), text(how))


def _time(value: Json) -> str:
    if not _TIME.fullmatch(text(value)):
        raise Unfit(Code.PROCEEDINGS, text(value))
    return text(value)
