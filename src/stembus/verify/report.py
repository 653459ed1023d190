"""What a verification found, for people and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stembus.protocol.board import EventType
from stembus.protocol.chain import Phase
from stembus.protocol.election import AnyQuestion, Election, Question
from stembus.protocol.errors import Rejected
from stembus.protocol.tally import Tally
from stembus.protocol.wire import Json, array
from stembus.verify.archive import Archive

_SETUP_DATA = ("election", "trustees", "public_credentials")


@dataclass(slots=True)
class Report:
    """Filled as the verification goes on: None is what was not reached, or is not there yet.

    `refusal` is the first fault.
    """

    refusal: Rejected | None = None
    phase: Phase | None = None
    election: Election | None = None
    ballots: int | None = None
    tally: Tally | None = None
    result: list[Json] | None = None
    checksums: Mapping[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        return self.refusal is None

    def note_archive(self, archive: Archive) -> None:
        self.phase = archive.phase
        self.ballots = len(archive.ballots)
        setup = zip(_SETUP_DATA, archive.events[0].data[:3], strict=True)
        self.checksums = {name: place.hash.hex() for name, place in setup}
        for event in archive.of_type(EventType.ENCRYPTED_TALLY):
            self.checksums = {**self.checksums, "encrypted_tally": event.data[0].hash.hex()}


def as_json(report: Report) -> dict[str, Json]:
    """The object that `--json` prints. Its keys are public API."""
    names = (*_SETUP_DATA, "encrypted_tally")
    return {
        "valid": report.valid,
        "code": _attribute(report.refusal, "code"),
        "where": _attribute(report.refusal, "where"),
        "uuid": _attribute(report.election, "uuid"),
        "name": _attribute(report.election, "name"),
        "fingerprint": _attribute(report.election, "fingerprint"),
        "phase": report.phase,
        "ballots": report.ballots,
        "counted": _attribute(report.tally, "ballots"),
        "weight": _attribute(report.tally, "weight"),
        "result": report.result,
        "checksums": {name: report.checksums.get(name) for name in names},
    }


def _attribute(part: object, name: str) -> Json:
    """None if the part of the report is not there."""
    value: Json = getattr(part, name, None)
    return value


def as_text(report: Report) -> str:
    return "\n".join(_printable(line) for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    if report.election:
        yield f"Election     {report.election.name} ({report.election.uuid})"
        yield f"Fingerprint  {report.election.fingerprint}"
    if report.phase:
        yield f"Phase        {report.phase}"
        yield f"Ballots      {report.ballots} cast"
    if report.tally:
        yield f"Counted      {report.tally.ballots}, together of weight {report.tally.weight}"
    for name, checksum in report.checksums.items():
        yield f"SHA-256      {checksum}  {name}"
    if report.election and report.result is not None:
        for question, row in zip(report.election.questions, report.result, strict=True):
            yield from _result_lines(question, array(row))
    yield ""
    yield _verdict(report)


def _result_lines(question: AnyQuestion, row: list[Json]) -> Iterator[str]:
    yield ""
    yield question.title
    if isinstance(question, Question):
        names = [*["(blank)"] * question.blank, *question.answers]
        for name, count in zip(names, row, strict=True):
            yield f"{count:>12}  {name}"
    else:
        yield from (f"{number:>12}  {answer}" for number, answer in enumerate(row, start=1))


def _verdict(report: Report) -> str:
    if report.refusal is None:
        return "VALID: everything in this archive is as it should be."
    return f"INVALID: {report.refusal}"


def _printable(line: str) -> str:
    """Titles are whatever the organiser typed; they must not be able to steer the terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in line)
