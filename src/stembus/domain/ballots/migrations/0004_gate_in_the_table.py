"""The gate moves into the table: whoever inserts a ballot passes it, by whatever statement.

So the booth, which may insert and no more, can't add a ballot after the closing, nor with a
credential that is not listed or was replaced, nor choose when it came, also if it is taken over.
The function reads what it needs as the schema's owner; what does not pass is left out in silence,
as a ballot that is known already is.

The lock is taken first and the poll read after it, in a statement of its own and so with a view of
the data as it is then. Who closes, or replaces a credential, takes the same lock alone
(`queries.close_gate`): when it has it, every ballot that passed the gate is committed.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GATE = """
CREATE FUNCTION ballots_gate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.poll_id::text, 0));
    NEW.accepted_at := clock_timestamp();
    IF EXISTS (
        SELECT FROM elections_publiccredential c
        WHERE c.poll_id = NEW.poll_id AND c.key = NEW.credential
    ) AND EXISTS (
        SELECT FROM elections_poll p JOIN elections_election e ON e.id = p.election_id
        WHERE p.id = NEW.poll_id AND e.phase = 'open'
        AND (e.closes_at IS NULL OR e.closes_at > NEW.accepted_at)
    ) AND NOT EXISTS (
        SELECT FROM elections_revocation r
        WHERE r.poll_id = NEW.poll_id AND r.key = NEW.credential AND r.revoked
    ) THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ballots_gate BEFORE INSERT ON ballots_ballot
FOR EACH ROW EXECUTE FUNCTION ballots_gate();
DROP FUNCTION ballots_gate(uuid);
DROP FUNCTION ballots_gate(uuid, text);
"""


def move(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GATE)


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0003_gate_for_replaced_credentials"),
        ("elections", "0009_roll_salt"),
    ]
    operations = [migrations.RunPython(move)]
