"""A data key for each election, and trustees' and code authorities' addresses under it."""

import secrets
from typing import Any

from django.db import migrations

from stembus import keys
from stembus.domain.sealing import keyring
from stembus.domain.sealing.cipher import DataKey, wrap
from stembus.domain.sealing.migrating import seal_rows


def make_data_keys(apps: Any, schema_editor: Any) -> None:
    elections = apps.get_model("elections", "Election").objects.values_list("pk", flat=True)
    if not elections:
        return
    name, key = keyring.newest(keys.PERSONAL)
    known = apps.get_model("elections", "KnownKey").objects
    known.get_or_create(pk=name, defaults={"purpose": keys.PERSONAL})
    for election in elections:
        for scope in ("voters", "election"):
            wrapped = wrap(key, election, scope, secrets.token_bytes(32))
            apps.get_model("elections", "DataKey").objects.create(
                election_id=election, scope=scope, key_id=name, wrapped=wrapped
            )


def seal(apps: Any, schema_editor: Any) -> None:
    def hashed(key: DataKey, row: Any) -> dict[str, str]:
        return {"email_hash": key.hash("email", row.plain_email)}

    seal_rows(apps, apps.get_model("elections", "Trustee"), hashed, scope=whole)
    seal_rows(apps, apps.get_model("elections", "CodeAuthority"), scope=whole)


def whole(row: Any) -> str:
    return "election"


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0010_data_keys"),
    ]

    operations = [migrations.RunPython(make_data_keys), migrations.RunPython(seal)]
