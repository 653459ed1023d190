"""Chain the trail: entries that are there are chained in their order, and on PostgreSQL a trigger
gives each new one its place, time and hash, whatever the inserter says.

One writer at a time: the lock is held until the transaction ends, so nobody reads an entry before
the one in front of it. The function is its owner's, since who may insert may not read.
"""

import json

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from stembus.domain.audit.chain import NO_ROLE, START, canonical, digest
from stembus.domain.audit.kinds import kind_of

CHAIN = r"""
CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb := NEW.content::jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit_entry', 2));
    SELECT position, hash INTO NEW.position, NEW.previous
    FROM public.audit_entry ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(NEW.position, 0) + 1;
    NEW.previous := coalesce(NEW.previous, repeat('0', 64));
    NEW.at := clock_timestamp();
    NEW.role := session_user;
    NEW.hash := encode(sha256(convert_to(concat_ws('|',
        'stembus-audit', '1', NEW.previous, NEW.position,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), NEW.role, NEW.content
    ), 'UTF8')), 'hex');
    NEW.kind := said->>'kind';
    NEW.actor := said->>'actor';
    NEW.act := said->>'act';
    NEW.election := (said->>'election')::uuid;
    NEW.result := said->>'result';
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION audit_chain() FROM PUBLIC;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""
DROP = "DROP TRIGGER audit_chain ON audit_entry; DROP FUNCTION audit_chain()"


def chain(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    previous, entries = START, apps.get_model("audit", "Entry").objects.order_by("at", "id")
    for position, entry in enumerate(entries.iterator(chunk_size=1000), start=1):
        kind, election = str(kind_of(entry.act)), str(entry.election) if entry.election else None
        entry.content = canonical(
            {
                "kind": kind, "actor": entry.actor, "act": entry.act, "election": election,
                "result": "done", "details": json.loads(json.dumps(entry.details)),
            }
        )  # fmt: skip
        entry.position, entry.previous, entry.kind = position, previous, kind
        entry.hash = previous = digest(previous, position, entry.at, NO_ROLE, entry.content)
        entry.save()


def start(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CHAIN)


def stop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RemoveIndex("entry", "entry_by_election"),
        migrations.AddField("entry", "position", models.BigIntegerField(null=True)),
        migrations.AddField("entry", "previous", models.CharField(max_length=64, default="")),
        migrations.AddField("entry", "hash", models.CharField(max_length=64, default="")),
        migrations.AddField("entry", "role", models.CharField(max_length=63, default=NO_ROLE)),
        migrations.AddField("entry", "content", models.TextField(default="")),
        migrations.AddField(
            "entry",
            "kind",
            models.CharField(
                max_length=10,
                default="change",
                choices=[("access", "Access"), ("change", "Changes"), ("security", "Security")],
            ),
        ),
        migrations.AddField(
            "entry",
            "result",
            models.CharField(
                max_length=10,
                default="done",
                choices=[("done", "Done"), ("refused", "Refused"), ("failed", "Failed")],
            ),
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.RemoveField("entry", "details"),
        migrations.AlterField("entry", "at", models.DateTimeField()),
        migrations.AlterField("entry", "position", models.BigIntegerField(unique=True)),
        migrations.AlterField("entry", "previous", models.CharField(max_length=64)),
        migrations.AlterField("entry", "hash", models.CharField(max_length=64)),
        migrations.AlterField("entry", "role", models.CharField(max_length=63)),
        migrations.AlterField("entry", "content", models.TextField()),
        migrations.AlterField(
            "entry",
            "kind",
            models.CharField(
                max_length=10,
                choices=[("access", "Access"), ("change", "Changes"), ("security", "Security")],
            ),
        ),
        migrations.AlterField(
            "entry",
            "result",
            models.CharField(
                max_length=10,
                choices=[("done", "Done"), ("refused", "Refused"), ("failed", "Failed")],
            ),
        ),
        migrations.AlterModelOptions("entry", {"ordering": ("position",)}),
        migrations.AddIndex(
            "entry", models.Index(fields=["election", "position"], name="entry_of_election")
        ),
        migrations.CreateModel(
            "Shipped",
            [
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(start, stop),
    ]
