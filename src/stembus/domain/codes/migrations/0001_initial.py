import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("elections", "0003_replaced_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("voter", models.UUIDField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.poll",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Spare",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("weight", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                ("reserved_for", models.UUIDField(null=True, unique=True)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.poll",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reissue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("voter", models.UUIDField()),
                ("reason", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("revoking", "The old code is being blocked"),
                            ("sent", "New code sent"),
                            ("voted", "Refused: the old code was used to vote"),
                            ("no_spare", "Refused: no spare code is left"),
                            ("closed", "Refused: the voting had closed"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "revoking"))),
                        fields=("voter",),
                        name="one_reissue_at_once",
                    )
                ],
            },
        ),
    ]
