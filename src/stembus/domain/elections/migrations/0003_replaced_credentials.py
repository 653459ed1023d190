import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_lists_and_seats"),
    ]

    operations = [
        migrations.AddField(
            model_name="election",
            name="spare_percentage",
            field=models.PositiveSmallIntegerField(
                default=5, validators=[django.core.validators.MaxValueValidator(100)]
            ),
        ),
        migrations.AddField(
            model_name="poll",
            name="spares",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=700)),
                ("revoked", models.BooleanField(null=True)),
                ("replacement", models.CharField(blank=True, max_length=700)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
                        to="elections.poll",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "key"), name="revoked_once")
                ],
            },
        ),
    ]
