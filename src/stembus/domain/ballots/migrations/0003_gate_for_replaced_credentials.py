"""The gate also knows which credentials were replaced.

Who replaces one takes the gate alone (`queries.close_gate`), so that a ballot that is under way is
either seen, and the credential stays, or finds the credential replaced.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GATE = """
CREATE FUNCTION ballots_gate(poll uuid, credential text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(poll::text, 0));
    RETURN EXISTS (
        SELECT 1 FROM elections_poll p JOIN elections_election e ON e.id = p.election_id
        WHERE p.id = poll AND e.phase = 'open'
        AND (e.closes_at IS NULL OR e.closes_at > clock_timestamp())
    ) AND NOT EXISTS (
        SELECT 1 FROM elections_revocation r
        WHERE r.poll_id = poll AND r.key = credential AND r.revoked
    );
END $$
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GATE)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ballots_gate(uuid, text)")


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_gate"), ("elections", "0003_replaced_credentials")]
    operations = [
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(fields=["poll", "credential"], name="ballot_of_credential"),
        ),
        migrations.RunPython(create, drop),
    ]
