import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_replaced_credentials"),
        ("rolls", "0002_columns_and_letters"),
    ]

    operations = [
        # A file that waits is chosen again: its rows are not staged.
        migrations.DeleteModel(
            name="Upload",
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("election", "reference"),
                name="voter_reference_unique",
            ),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("filename", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                ("head", models.JSONField()),
                ("columns", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("columns", "Columns"),
                            ("checking", "Checking"),
                            ("checked", "Checked"),
                            ("faulty", "Faulty"),
                        ],
                        default="columns",
                        max_length=8,
                    ),
                ),
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
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("same", "the same"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("voter", models.UUIDField(null=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("details", models.JSONField(null=True)),
                ("cells", models.JSONField(null=True)),
                ("address", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("weight", models.PositiveIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("reference", models.CharField(blank=True, max_length=50)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=100)),
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
    ]
