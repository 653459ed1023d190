"""A whole election, with all logs at their most talkative: nowhere is there what nobody may know.

Everything that is secret in it is looked for in every log line, every column of every table, the
trail and what a log server gets; and nothing that names a voter stands beside what names a ballot.
"""

import io
import json
import logging.config
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client
from sesame.utils import get_token

from stembus import keys, logs
from stembus.apps.booth.refused import write_counts
from stembus.domain.people.models import Person
from stembus.domain.rolls.queries import find
from stembus.protocol.ballot import check_ballot
from stembus.protocol.credential import derive
from stembus.protocol.election import parse_election
from stembus.provenance import process
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, agree, codes_in_outbox, opened, organiser
from tests.logserver import LogServer, Shipper

pytestmark = pytest.mark.django_db(transaction=True)
ROLL = "email;name;reference\nann@x.nl;Ann Aalders;P-1001\nben@x.nl;Ben Bos;P-1002\ncas@x.nl;Cas Cats;P-1003\n"  # fmt: skip  # noqa: E501
VOTES = {"ann@x.nl": [[0, 1, 1, 0]], "ben@x.nl": [[0, 1, 0, 0]], "cas@x.nl": [[1, 0, 0, 0]]}
# Where a secret is needed to do its work, until it is forgotten there.
NEEDED = {
    # A log-in is one row under its key.
    ("django_session", "session_key"),
    ("usersessions_usersession", "session_key"),
}


@dataclass
class Known:
    """What this test knows, and nobody may find."""

    secrets: dict[str, str] = field(default_factory=dict)
    voters: set[str] = field(default_factory=set)
    ballots: set[str] = field(default_factory=set)

    def add(self, what: str, *values: object) -> None:
        for value in values:
            assert len(str(value)) >= 8, what  # what is shorter is found anywhere
            self.secrets[str(value)] = what

    def faults(self, text: str) -> list[str]:
        found = [what for value, what in self.secrets.items() if value in text]
        names = [each for each in self.voters if each in text]
        marks = [each for each in self.ballots if each in text]
        return found + ([f"{names} beside {marks}"] if names and marks else [])


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as this process writes it, at its most talkative."""
    monkeypatch.setenv("STEMBUS_LOG", "DEBUG")
    monkeypatch.setenv("STEMBUS_LOG_FORMAT", "json")
    stream, chosen = io.StringIO(), logs.configuration()
    chosen["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(chosen)
    yield stream
    monkeypatch.undo()
    logging.config.dictConfig(logs.configuration())


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Every row of every table, as texts."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                yield table, dict(zip(columns, map(text, row), strict=True))


def text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace") + bytes(value).hex()
    return str(value)


def found_in_database(known: Known) -> list[str]:
    found = []
    for table, row in rows():
        for column, value in row.items():
            if (table, column) not in NEEDED:
                found += [f"{table}.{column}: {what}" for what in known.faults(value)]
        whole = " ".join(value for name, value in row.items() if (table, name) not in NEEDED)
        found += [f"{table}: {what}" for what in known.faults(whole)]
    return found


def hold(known: Known) -> Held:
    """From the roll to the result, with people on the pages in between."""
    held = opened(ROLL)
    known.add("a voting code", *held.codes.values())
    known.add("what proves an installation's key", *(keys.secret(name) for name in keys.ALL))
    for trusted in held.trusted:
        known.add("a trustee's secret", trusted.secret, f"{trusted.secret:x}")
        known.add("a trustee's token", trusted.token)
    name_voters(held, known)
    visit(held, known)
    name_voters(held, known)
    vote(held, known)
    held.finish()
    return held


def visit(held: Held, known: Known) -> None:
    """Log in by link and second factor, look at everything, replace a code, change the roll."""
    person, client = organiser(held.election)
    known.add("a session", client.session.session_key, client.cookies["sessionid"].value)
    log_in(person, known)
    at = f"/en/elections/{held.election.pk}"
    voter = find(held.election, "cas@x.nl")[0]
    for page in ("", "roll/", "roll/?q=Cats", "delivery/", "codes/", f"roll/{voter.pk}/change/"):
        assert client.get(f"{at}/{page}").status_code == 200
    assert client.post(f"{at}/codes/", {"who": "Ben Bos"}).status_code == 200
    client.post(f"{at}/codes/reissue/", {"voter": voter.pk, "reason": "Lost in the post"})
    changed = {"address": "ann@x.nl", "name": "Anna Aalders", "language": "nl", "reason": "Typo"}
    first = find(held.election, "ann@x.nl")[0]
    assert client.post(f"{at}/roll/{first.pk}/change/", changed).status_code == 302
    organiser(held.election, "second@x.nl")
    agree(held.election, "second@x.nl")
    work_until_idle([each for each in WORKERS if each != "mailer"])
    held.codes |= codes_in_outbox()
    known.add("a voting code", *held.codes.values())
    work_until_idle(WORKERS)


def log_in(person: Person, known: Known) -> None:
    secret = "7J6ABJ4AQ5GBBQDX"
    token = get_token(person)
    known.add("a log-in link", token)
    known.add("a second factor", secret)
    client = Client()
    assert client.post("/en/login/", {"token": "wrong-" + token}).status_code == 403
    client.post("/en/login/link/", {"email": person.email})
    assert client.post("/en/login/", {"token": token}).status_code == 302
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/en/account/second-factor/authenticate/", {"code": "000000"})
    client.post("/en/account/second-factor/authenticate/", {"code": code})
    assert client.get("/en/").status_code == 200
    known.add("a session", client.session.session_key)


def vote(held: Held, known: Known) -> None:
    election = parse_election(held.poll.definition.encode())
    for voter, marks in VOTES.items():
        raw = held.ballot(voter, marks)
        ballot = check_ballot(raw, election)
        secret = derive(election.group, election.uuid, held.codes[voter])
        known.add("what follows from a code", secret, f"{secret:x}")
        known.ballots |= {ballot.credential, ballot.tracker, sha256(raw).hexdigest()}
        assert held.cast(raw)[0] == 200
        assert held.cast(raw[:-1])[0] == 400  # cut off on its way: one code, whatever it holds


def name_voters(held: Held, known: Known) -> None:
    for each in held.election.voters.all():
        named = {str(each.pk), each.pk.hex, each.address, each.name, each.reference}
        known.voters |= named - {""}


def go_wrong(held: Held, known: Known) -> None:
    """Faults that come with what people typed: a broken link, a database that refuses a search."""
    client = organiser(held.election)[1]
    client.raise_request_exception = False
    code = held.codes["ben@x.nl"]
    for broken in (f"/nl/vote/{held.poll.uuid}/{code}", f"/nl/vote/{held.poll.uuid}/%23{code}"):
        assert client.get(broken).status_code == 404
    assert client.get(f"/nl/board/{held.poll.uuid}/?q={code}").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rolls_voter RENAME TO elsewhere")
        try:
            at = f"/en/elections/{held.election.pk}/codes/"
            assert client.post(at, {"who": f"Ben Bos {code}"}).status_code == 500
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO rolls_voter")


def test_nobody_can_find_what_nobody_may_know(lines: io.StringIO, tmp_path: Path) -> None:
    known, server = Known(), LogServer(tmp_path)
    server.start()
    try:
        held = hold(known)
        assert held.election.phase == "published"
        go_wrong(held, known)
        write_counts()
        shipper = Shipper(server, "--once")
        assert shipper.process.wait(120) == 0
    finally:
        server.kill()
    shipped, written = server.lines(), [*lines.getvalue().splitlines(), shipper.said()]
    refused = [line for line in shipped if '"act":"ballots.refused"' in line]
    assert any(held.poll.uuid in line and '"number":3' in line for line in refused)
    assert len(shipped) > 20 and len(written) > 20
    assert [fault for line in written for fault in known.faults(line)] == []
    assert [fault for line in shipped for fault in known.faults(line)] == []
    assert found_in_database(known) == []
    everything = "".join((*shipped, *written)).replace(" ", "")
    assert [marks for marks in VOTES.values() if str(marks).replace(" ", "") in everything] == []


def test_the_search_finds_what_it_is_to_find() -> None:
    """The same search, over what a careless program would write."""
    known = Known(voters={"ann@x.nl"}, ballots={"tracker-of-ann"})
    known.add("a code", "abcdefghij")
    assert known.faults("POST /vote/#abcdefghij") == ["a code"]
    assert known.faults("ann@x.nl tracker-of-ann") != []
    assert known.faults("ann@x.nl voted") == []


def test_a_line_of_the_log_names_its_request_and_no_values(lines: io.StringIO) -> None:
    held = opened(ROLL)
    go_wrong(held, Known())
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    (failed,) = [each for each in found if each["level"] == "ERROR"]
    assert failed["message"] == "500 POST organiser:codes"
    assert failed["request"] and failed["process"] == process()
    assert "OperationalError" in failed["exception"] or "UndefinedTable" in failed["exception"]
    assert set(failed) == {
        *("time", "level", "logger", "process", "request", "message", "exception")
    }
