"""After the terms, nothing of a voter is found anywhere: not in a table, a file, a mail or a log.

Backups excepted: docs/guides/retention.md says how long those last.
"""

import logging
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from stembus.apps.retention.work import work
from stembus.domain.audit.models import Entry
from stembus.domain.board.queries import archive
from stembus.domain.elections.models import Election
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Role
from stembus.domain.proposals.models import Proposal
from stembus.domain.retention.models import Deletion
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls.checking import check_all
from stembus.domain.rolls.models import Voter
from stembus.domain.rolls.queries import pending
from stembus.rounds import work_until_idle
from tests.elections import Held, drafted, logged_in, open_now
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS, NAME, REFERENCE = "wilhelmina@elsewhere.nl", "Wilhelmina Zandbergen", "PN-86420"
STREET, MOVED = "Korenbloemweg 77", "w.zandbergen@moved.nl"
ROLL = (
    "email;name;reference;street;postcode;city\n"
    f"{ADDRESS};{NAME};{REFERENCE};{STREET};1234 AB;Zwolle\n"
    "ben@x.nl;Ben;2;;;\ncas@x.nl;Cas;3;;;\n"
)


@pytest.fixture
def lived(settings) -> Held:
    """An election in which a voter leaves traces wherever there are any: twice in a file, by mail,
    at the helpdesk, in a change of the roll, at the question who is on it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    shutil.rmtree(settings.EMAIL_FILE_PATH, ignore_errors=True)
    election = drafted(ROLL)
    rolls.stage(election, f"{NAME}.csv", f"email;name\n{ADDRESS};Other\n;wrong {NAME}\n".encode())
    check_all(pending(election))
    held = open_now(election)
    work_until_idle(("mailer", "checker"))
    client = as_organiser(election)
    person = voter_at(ADDRESS)
    change = {"address": MOVED, "name": NAME, "reference": REFERENCE, "reason": f"{NAME} moved"}
    given = {"weight": "1", "language": "nl", "poll": str(held.poll.pk)}
    where = f"/en/elections/{election.pk}/"
    client.post(f"{where}roll/{person.pk}/change/", change | given)
    proposal = Proposal.objects.get(kind="roll")
    as_organiser(election, "second@x.nl").post(f"{where}proposals/{proposal.pk}/", {"accept": "1"})
    client.post(f"{where}codes/?q={ADDRESS}")
    Client().post(f"/en/on-the-roll/{election.pk}/", {"email": ADDRESS})
    assert held.cast(held.ballot(ADDRESS, [[0, 1, 0, 0]]))[0] == 200
    held.finish()
    return held


def as_organiser(election: Election, email: str = "org@x.nl") -> Client:
    person = register(email)
    appoint(person, election, Role.ORGANISER)
    return logged_in(person)


def pass_terms(election: Election, days: int) -> None:
    moment = timezone.now() - timedelta(days=days)
    Election.objects.filter(pk=election.pk).update(concluded_at=moment)
    for mail in Path(settings.EMAIL_FILE_PATH).iterdir():
        os.utime(mail, (time.time() - days * 86400,) * 2)
    while work():
        pass


def everything(tmp_path: Path) -> bytes:
    """All tables and all files that the service has."""
    files = b"".join(path.read_bytes() for path in files_of_the_service())
    return (pages() if connection.vendor == "sqlite" else copies()) + files


def files_of_the_service() -> list[Path]:
    return [path for path in settings.HOME.rglob("*") if path.is_file()]


def pages() -> bytes:
    """SQLite's files, byte for byte, with what stands in pages that are free."""
    name = str(connection.settings_dict["NAME"])
    return b"".join(
        Path(name + end).read_bytes() for end in ("", "-wal") if Path(name + end).exists()
    )


def copies() -> bytes:
    """Each table as COPY gives it."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                found += table.encode() + b"".join(bytes(piece) for piece in copy)
    return found


def sealed(voter: Voter) -> list[bytes]:
    """What stands of the voter in the table, as the files or COPY have it."""
    with connection.cursor() as cursor:
        key = voter.pk.hex if connection.vendor == "sqlite" else voter.pk
        cursor.execute("SELECT * FROM rolls_voter WHERE id = %s", [key])
        values = [bytes(each) for each in cursor.fetchone() if isinstance(each, bytes | memoryview)]
    written = values if connection.vendor == "sqlite" else [each.hex().encode() for each in values]
    return [each for each in written if each]


def traces(voter: Voter) -> dict[str, str]:
    """What to look for; the id as it is written in JSON and in a database without such a type."""
    words = (ADDRESS, MOVED, NAME, "Wilhelmina", REFERENCE, STREET)
    return {word: word for word in words} | {"id": str(voter.pk), "hex": voter.pk.hex}


def found(voter: Voter, where: bytes) -> set[str]:
    return {name for name, word in traces(voter).items() if word.encode() in where}


def test_nothing_of_a_deleted_voter_is_found_anywhere(
    lived: Held, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    voter = voter_at(NAME)
    ciphertexts = sealed(voter)
    before = everything(tmp_path)
    # The search finds what is there: mail files in clear, and what is sealed in the tables.
    assert found(voter, before) >= {ADDRESS, "hex" if connection.vendor == "sqlite" else "id"}
    assert len(ciphertexts) > 1 and all(each in before for each in ciphertexts)
    with caplog.at_level(logging.DEBUG, logger="stembus"):
        pass_terms(lived.election, 93)
    assert not any(Path(settings.EMAIL_FILE_PATH).iterdir())
    # The trail names the id, which is nobody's any more, until its own term.
    after = everything(tmp_path)
    assert found(voter, after) <= {"id"}
    assert not any(each in after for each in ciphertexts)
    Entry.objects.update(at=timezone.now() - timedelta(days=733))
    Deletion.objects.update(swept=connection.vendor != "sqlite")
    while work():
        pass
    assert found(voter, everything(tmp_path)) == set()
    assert found(voter, caplog.text.encode()) == set()


def test_who_downloaded_the_archive_can_still_verify_it(lived: Held, tmp_path: Path) -> None:
    kept = tmp_path / f"{lived.poll.uuid}.bel"
    kept.write_bytes(b"".join(archive(lived.poll)))
    pass_terms(lived.election, 2000)
    verified = subprocess.run(
        [sys.executable, "-m", "stembus.verify.command", kept], capture_output=True, text=True
    )
    assert verified.returncode == 0, verified.stderr
    stored = Deletion.objects.get(term="archive").archives
    assert stored == {lived.poll.uuid: sha256(kept.read_bytes()).hexdigest()}
    assert re.search(rf"{lived.poll.uuid}", everything(tmp_path).decode("latin-1"))
