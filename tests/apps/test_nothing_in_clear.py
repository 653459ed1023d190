"""Whatever is stored of a voter is unreadable in the database itself, at each stage.

The bytes of SQLite's files, or all rows of all tables of PostgreSQL, are searched for all that the
roll says. Files in between count too: what a page of SQLite kept of a deleted row is found.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection

from stembus.apps.organiser.roll import roll_codes
from stembus.domain.codes import actions as codes
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Election
from stembus.domain.proposals import actions as proposals
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls import changes
from stembus.domain.rolls.columns import Column
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import drafted, with_trustees
from tests.sealed import message_to, messages, voter_at

pytestmark = pytest.mark.django_db(transaction=True)
# Words that stand nowhere else.
ROLL = """email,name,reference,street,postcode,city,country
xanthippe@quibble.example,Xanthippe Quibblewick,REF-77123,,,,
zebediah@quibble.example,Zebediah Thornapple,REF-77124,Gloamingstraat 9,9753 ZQ,Fnordwijk,Ruritania
,Wilhelmina Brambleshaw,REF-77125,Gloamingstraat 11,9753 ZX,Fnordwijk,Ruritania
"""
WORDS = (
    *("xanthippe", "quibble", "zebediah", "thornapple", "wilhelmina", "bramble", "ref-7712"),
    *(
        "gloaming",
        "9753 z",
        "fnord",
        "ruritania",
        "hildegard",
        "grumbold",
        "trustee0@",
        "trustee1@",
    ),
)


def dump() -> bytes:
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        files = [path, *path.parent.glob(f"{path.name}-*")]
        return b"".join(each.read_bytes() for each in files)
    found = BytesIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                found.writelines(bytes(row) for row in rows)
    return found.getvalue()


def in_clear() -> set[str]:
    """What is found; bytes that COPY writes in hexadecimal are looked into too."""
    lower = dump().lower()
    hexed = {word for word in WORDS if word.encode().hex().encode() in lower}
    return hexed | {word for word in WORDS if word.encode() in lower}


def stages() -> Iterator[str]:
    election = drafted(roll="")
    rolls.stage(election, "Quibblewick.csv", (ROLL + "Hildegard Grumbold,,,,,,\n").encode())
    yield "staged"
    rolls.apply(election)
    yield "applied"
    with_trustees(election)
    rolls.stage(election, "r.csv", ROLL.replace("Thornapple", "Grumbold").encode())
    rolls.discard(election)
    yield "taken back"
    zebediah = voter_at("zebediah@quibble.example", election)
    content = changes.prepare_correction(
        zebediah, {Column.NAME: "Hildegard"}, "Zebediah is called Hildegard"
    )
    proposals.propose(
        election, "roll", "org@x.nl", content=content, basis={}, reason=content["reason"]
    )
    roll_codes.apply(election, content, "org@x.nl")
    yield "changed"
    elections.schedule(election, None, None)
    work_until_idle(("registrar",))
    assert voter_at("zebediah@quibble.example").name == "Hildegard" and len(messages()) == 3
    assert "/vote/" in message_to("zebediah@quibble.example").body
    yield "opened"
    work_until_idle(("mailer",))
    yield "sent"
    codes.ask(election, zebediah.pk, reason="Hildegard lost it", by="org@x.nl")
    work_until_idle(WORKERS)
    yield "replaced"


def test_nothing_of_a_voter_stands_in_the_database_in_clear() -> None:
    assert Election.objects.count() == 0 and not in_clear()
    for stage in stages():
        assert (stage, in_clear()) == (stage, set())


def test_the_search_would_find_it() -> None:
    drafted(roll="", name="Council of Fnordwijk")
    assert in_clear() == {"fnord"}
