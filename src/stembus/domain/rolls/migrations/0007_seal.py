"""What the rolls say is sealed. They are left in the order in which they were shown."""

from collections import Counter
from typing import Any

from django.db import migrations

from stembus.domain.sealing.cipher import DataKey
from stembus.domain.sealing.migrating import seal_into


def seal(apps: Any, schema_editor: Any) -> None:
    voter = apps.get_model("rolls", "Voter")
    last: Counter[object] = Counter()
    places = {}
    shown = voter.objects.order_by("address", "reference")
    for key, election in shown.values_list("pk", "election_id").iterator():
        last[election] += 1
        places[key] = last[election]

    def hashed(key: DataKey, row: Any) -> dict[str, Any]:
        return {
            "position": places[row.pk],
            "address_hash": key.hash("address", row.address),
            "reference_hash": key.hash("reference", row.reference),
            "words": " ".join(key.words(row.name, row.address, row.reference)),
        }

    seal_into(apps, voter, apps.get_model("rolls", "SealedVoter"), hashed)
    seal_into(apps, apps.get_model("rolls", "Change"), apps.get_model("rolls", "SealedChange"))


class Migration(migrations.Migration):
    dependencies = [
        ("rolls", "0006_sealed_columns"),
    ]

    operations = [migrations.RunPython(seal)]
