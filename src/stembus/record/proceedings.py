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
class Proceedings:
    """Times are RFC 3339, UTC, to the second."""

    election: str
    opened_at: str
    closed_at: str
    reissued: Sequence[Reissued]
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
    version, election, opened_at, closed_at, reissued, lots = fields(
        parse_canonical(raw), "version", "election", "opened_at", "closed_at", "reissued", "lots"
    )
    if integer(version) != 1:
        raise Unfit(Code.PROCEEDINGS, "version")
    return Proceedings(
        election=text(election),
        opened_at=_time(opened_at),
        closed_at=_time(closed_at),
        reissued=[_reissued(each) for each in array(reissued)],
        lots=[_lot(each) for each in array(lots)],
    )


def _reissued(value: Json) -> Reissued:
    return Reissued(*map(text, fields(value, "poll", "revoked", "replacement")))


def _lot(value: Json) -> RecordedLot:
    poll, question, *lot, by, at, how = fields(value, "poll", "question", *_LOT, "by", "at", "how")
    parts = dict(zip(_LOT, lot, strict=True))
    parse_lot(parts, "lots")
    return RecordedLot(text(poll), integer(question), parts, text(by), _time(at), text(how))


def _time(value: Json) -> str:
    if not _TIME.fullmatch(text(value)):
        raise Unfit(Code.PROCEEDINGS, text(value))
    return text(value)
