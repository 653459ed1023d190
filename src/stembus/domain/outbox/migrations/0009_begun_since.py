"""Whether anything is being sent at all, for who may see the deliveries of one election alone."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BEGUN = """
CREATE FUNCTION outbox_begun_since(moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM outbox_delivery WHERE started_at > moment AND channel <> 'letter'
    );
$$
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BEGUN)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION outbox_begun_since(timestamptz)")


class Migration(migrations.Migration):
    dependencies = [("outbox", "0008_accounts")]
    operations = [migrations.RunPython(create, drop)]
