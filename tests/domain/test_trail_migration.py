"""An older trail is chained in its order when the database is brought up to date."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stembus.domain.audit.actions import record
from stembus.domain.audit.models import Entry
from stembus.domain.audit.verification import follow

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = [("audit", "0001_initial")], [("audit", "0002_chain")]
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_entries_from_before_are_chained_in_their_order() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps.get_model("audit", "Entry")
    for number in (3, 1, 2):
        made = old.objects.create(actor="org@x.nl", act="login", details={"number": number})
        old.objects.filter(pk=made.pk).update(at=START + timedelta(minutes=number))
    MigrationExecutor(connection).migrate(AFTER)
    record("org@x.nl", "poll.add")
    entries = list(Entry.objects.order_by("position"))
    assert [each.said["details"].get("number") for each in entries] == [1, 2, 3, None]
    assert [each.kind for each in entries] == ["security"] * 3 + ["change"]
    assert follow(entries, []).last == 4
