"""`stembus migrate` seals what an older installation has in clear, and loses none of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from tests.plain_database import CHANGE, NAME
from tests.processes import database

pytestmark = pytest.mark.django_db(transaction=True)

LOOK = """
import os, json, django
django.setup()
from stembus.domain.codes.models import Reissue
from stembus.domain.elections.models import CodeAuthority, DataKey, Election, Trustee
from stembus.domain.outbox.models import Message
from stembus.domain.proposals.models import Proposal
from stembus.domain.rolls.models import Change, Upload, Voter
from stembus.domain.rolls import queries
election = Election.objects.get()
change = Change.objects.get()
print(json.dumps({
    "voters": [[v.address, v.name, v.reference, v.street] for v in Voter.objects.all()],
    "found": [str(queries.with_address(election, "b@x.nl")), len(queries.find(election, "beek"))],
    "trustees": [each.email for each in Trustee.objects.all()],
    "authority": CodeAuthority.objects.get().email,
    "change": [change.reason, change.content],
    "proposal": Proposal.objects.get().content,
    "reissue": Reissue.objects.get().reason,
    "messages": sorted([e.to, e.addressee, e.subject, e.body] for e in Message.objects.all()),
    "left": [Upload.objects.count(), DataKey.objects.count()],
}))
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Of an empty database beside that of the other tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'plain.sqlite3'}"
        return
    name = f"plain_{uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"{database().rpartition('/')[0]}/{name}"
        cursor.execute(f"DROP DATABASE {name}")


def python(url: str, home: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "STEMBUS_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "stembus.apps.standalone.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_older_installation_is_sealed(url: str, tmp_path: Path) -> None:
    python(url, tmp_path, "-c", "from stembus import keys; keys.make_missing()")
    python(url, tmp_path, "-m", "tests.plain_database")
    assert json.loads(python(url, tmp_path, "-c", LOOK)) == {
        "voters": [
            ["", "Cas", "R-3", "Dam 1"],
            ["a@x.nl", "Ann Béek", "", ""],
            ["b@x.nl", NAME, "R-1", ""],
        ],
        "found": ["b@x.nl", 1],
        "trustees": ["t0@x.nl", "t1@x.nl"],
        "authority": "nora@x.nl",
        "change": ["Line one\nline two", CHANGE],
        "proposal": CHANGE,
        "reissue": "Bobby lost it",
        "messages": [
            ["b@x.nl", "", "To b@x.nl", "A body\n"],
            ["person@x.nl", "", "To person@x.nl", "A body\n"],
            ["t0@x.nl", "t0@x.nl", "To t0@x.nl", "A body\n"],
        ],
        "left": [0, 2],
    }
    if url.startswith("sqlite"):
        files = tmp_path.glob("plain.sqlite3*")
        raw = b"".join(path.read_bytes() for path in files)
        plain = (b"b@x.nl", b"Bobby", b"Delft", b"t0@x.nl", b"nora@x.nl", b"A body", b"Line one")
        assert not [each for each in plain if each in raw]
