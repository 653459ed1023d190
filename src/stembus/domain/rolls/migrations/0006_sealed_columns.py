import uuid

import django.db.models.deletion
from django.db import migrations, models

from stembus.domain.sealing.fields import (
    KeyedHash,
    KeyedWords,
    SealedBytes,
    SealedJson,
    SealedText,
)

LENGTHS = {
    "address": 254,
    "name": 200,
    "reference": 50,
    "street": 200,
    "postcode": 20,
    "city": 100,
    "country": 100,
}


def sealed() -> dict[str, SealedText]:
    return {
        name: SealedText(f"voter.{name}", max_length=length, blank=True)
        for name, length in LENGTHS.items()
    }


def hashes() -> dict[str, KeyedHash | KeyedWords]:
    return {
        "address_hash": KeyedHash("address"),
        "reference_hash": KeyedHash("reference"),
        "words": KeyedWords("name", "address", "reference"),
    }


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


FATES = [("new", "new"), ("changed", "changed"), ("same", "the same"), ("refused", "refused")]
STATES = [
    ("columns", "Columns"),
    ("checking", "Checking"),
    ("checked", "Checked"),
    ("faulty", "Faulty"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0012_no_plain_addresses"),
        ("rolls", "0005_changes"),
    ]

    operations = [
        # A file that waits is chosen again.
        migrations.DeleteModel(name="StagedRow"),
        migrations.DeleteModel(name="Upload"),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("filename", SealedText("upload.filename", max_length=255)),
                ("content", SealedBytes("upload.content")),
                ("head", SealedJson("upload.head")),
                ("columns", models.JSONField(default=list)),
                ("state", models.CharField(choices=STATES, default="columns", max_length=8)),
                ("fault", models.CharField(blank=True, max_length=40)),
                ("fault_details", models.JSONField(default=dict)),
                ("expected", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("checker", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="upload",
                        to="elections.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                ("id", key()),
                ("number", models.PositiveIntegerField()),
                ("fate", models.CharField(choices=FATES, max_length=8)),
                ("voter", models.UUIDField(null=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("details", SealedJson("row.details", null=True)),
                ("cells", SealedJson("row.cells", null=True)),
                ("weight", models.PositiveIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=2)),
                *sealed().items(),
                *hashes().items(),
                (
                    "poll",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.poll",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="rolls.upload",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["upload", "fate", "number"], name="row_fate")],
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "number"), name="row_staged_once")
                ],
            },
        ),
        # In place of the plain ones, once they are filled.
        migrations.CreateModel(
            name="SealedVoter",
            fields=[
                ("id", key()),
                ("position", models.PositiveIntegerField(default=0)),
                ("weight", models.PositiveIntegerField(default=1)),
                (
                    "language",
                    models.CharField(choices=[("nl", "Dutch"), ("en", "English")], max_length=2),
                ),
                *sealed().items(),
                *hashes().items(),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voters",
                        to="elections.election",
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voters",
                        to="elections.poll",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
                "indexes": [
                    models.Index(fields=["election", "position", "id"], name="voter_in_order")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address_hash", ""), _negated=True),
                        fields=("election", "address_hash"),
                        name="voter_address_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference_hash", ""), _negated=True),
                        fields=("election", "reference_hash"),
                        name="voter_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address_hash", ""), _negated=True),
                            models.Q(("reference_hash", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="voter_findable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedChange",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField()),
                ("reason", SealedText("change.reason", lines=True, max_length=1000)),
                ("content", SealedJson("change.content")),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roll_changes",
                        to="elections.election",
                    ),
                ),
            ],
            options={"ordering": ("at",)},
        ),
    ]
