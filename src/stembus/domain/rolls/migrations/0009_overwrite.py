"""Plain values must not stay behind in what a database keeps of rows that were rewritten.

What is in its older backups, and in its write-ahead log, is not touched by this.
"""

from typing import Any

from django.db import migrations

# The others were made anew.
TABLES = "codes_reissue, elections_trustee, elections_codeauthority"


def overwrite(apps: Any, schema_editor: Any) -> None:
    if apps.get_model("elections", "DataKey").objects.exists():
        postgresql = schema_editor.connection.vendor == "postgresql"
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"VACUUM FULL {TABLES}" if postgresql else "VACUUM")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("rolls", "0008_no_plain_columns"),
        ("codes", "0003_sealed_reason"),
        ("outbox", "0014_no_plain_columns"),
        ("proposals", "0002_sealed"),
    ]

    operations = [migrations.RunPython(overwrite)]
