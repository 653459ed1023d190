import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from stembus.domain.sealing.fields import SealedJson, SealedText
from stembus.domain.sealing.migrating import seal_into

OUTCOMES = [
    ("waiting", "Waiting"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]


def seal(apps: Any, schema_editor: Any) -> None:
    sealed = apps.get_model("proposals", "SealedProposal")
    seal_into(apps, apps.get_model("proposals", "Proposal"), sealed, scope=scope)


def scope(proposal: Any) -> str:
    return "voters" if proposal.kind == "roll" else "election"


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0012_no_plain_addresses"),
        ("proposals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("content", SealedJson("proposal.content", default=dict)),
                ("basis", models.JSONField(default=dict)),
                ("reason", SealedText("proposal.reason", blank=True, max_length=1000)),
                ("proposed_by", models.CharField(max_length=254)),
                ("proposed_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(choices=OUTCOMES, default="waiting", max_length=10),
                ),
                ("decided_by", models.CharField(blank=True, max_length=254)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="elections.election",
                    ),
                ),
            ],
            options={"ordering": ("-proposed_at",)},
        ),
        migrations.RunPython(seal),
        migrations.DeleteModel("Proposal"),
        migrations.RenameModel("SealedProposal", "Proposal"),
        migrations.AlterField("proposal", "proposed_at", models.DateTimeField(auto_now_add=True)),
    ]
