"""The official record, once no lot is awaited, and the recount that makes it anew."""

import tempfile
from pathlib import Path

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.board import queries as board
from stembus.domain.elections.keeping import conclude
from stembus.domain.elections.models import Election, Poll
from stembus.domain.elections.queries import voted
from stembus.domain.proceedings import actions, queries
from stembus.domain.proceedings.models import Recount
from stembus.domain.tallies.queries import result
from stembus.protocol.wire import Json
from stembus.record.archive import facts
from stembus.record.document import Document, make_record
from stembus.record.frozen import parse_frozen
from stembus.record.official import record_bytes
from stembus.record.pdf import make_pdf
from stembus.record.proceedings import parse_proceedings
from stembus.verify.report import as_json
from stembus.verify.verification import verify


def record_if_settled(election: Election) -> bool:
    """True if the record was made: it is, as soon as no lot is awaited."""
    if any(_awaits_lot(poll) for poll in election.polls.all()):
        return False
    proceedings = queries.proceedings(election)
    with tempfile.TemporaryDirectory() as folder:
        made = _make(election, proceedings.as_bytes(), _archives(election, Path(folder)))
    dutch, english = make_pdf(made, "nl"), make_pdf(made, "en")
    with transaction.atomic():
        actions.store_record(election, record_bytes(made), proceedings, dutch, english)
        conclude(election)
        audit.record("tallier", "record.made", election.pk)
    return True


def _awaits_lot(poll: Poll) -> bool:
    return any(queries.awaited(each) for each in queries.documents(poll, result(poll) or []))


def _archives(election: Election, folder: Path) -> list[Path]:
    """As anyone may download them."""
    paths = []
    for poll in voted(election):
        path = folder / f"{poll.uuid}.bel"
        with path.open("wb") as file:
            file.writelines(board.archive(poll))
        paths.append(path)
    return paths


def _make(election: Election, proceedings: bytes, archives: list[Path]) -> Document:
    """From bytes alone, as `stembus record` does: what is stored is what anyone makes."""
    found = {each.uuid: each for each in map(facts, archives)}
    rules = parse_frozen(election.rules.encode())
    return make_record(rules, parse_proceedings(proceedings), found)


def recount(asked: Recount) -> bool:
    """Verify every archive in full, and make the record anew from them."""
    election = asked.election
    stored = queries.official_record(election)
    if stored is None:
        raise ValueError("a recount is asked for after the record is made")
    with tempfile.TemporaryDirectory() as folder:
        archives = _archives(election, Path(folder))
        reports: list[dict[str, Json]] = [as_json(verify(path)) for path in archives]
        made = _make(election, stored.proceedings.encode(), archives)
    same = record_bytes(made) == stored.content.encode()
    with transaction.atomic():
        actions.store_report(asked, reports, same=same)
        audit.record("tallier", "recount.done", election.pk, same=same)
    return True
