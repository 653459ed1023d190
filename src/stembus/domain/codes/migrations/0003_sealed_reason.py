from typing import Any

from django.db import migrations

from stembus.domain.sealing.fields import SealedText
from stembus.domain.sealing.migrating import aside, gone, seal_rows


def seal(apps: Any, schema_editor: Any) -> None:
    seal_rows(apps, apps.get_model("codes", "Reissue"))


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0002_acts"),
        ("elections", "0012_no_plain_addresses"),
    ]

    operations = [
        *aside("reissue", {"reason": SealedText("reissue.reason", max_length=300)}),
        migrations.RunPython(seal),
        *gone("reissue", "reason"),
    ]
