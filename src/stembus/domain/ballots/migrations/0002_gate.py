"""The gate of a poll, for PostgreSQL: one question that decides whether a ballot came in time.

The lock is taken first and the poll read after it, in a statement of its own and so with a view of
the data as it is then. Who closes takes the same lock alone (`queries.close_gate`): when it has it,
every ballot that passed the gate is committed, and no other will pass.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GATE = """
CREATE FUNCTION ballots_gate(poll uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(poll::text, 0));
    RETURN EXISTS (
        SELECT 1 FROM elections_poll p JOIN elections_election e ON e.id = p.election_id
        WHERE p.id = poll AND e.phase = 'open'
        AND (e.closes_at IS NULL OR e.closes_at > clock_timestamp())
    );
END $$
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GATE)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ballots_gate(uuid)")


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial"), ("elections", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
