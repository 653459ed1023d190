import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0006_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="revocation",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Addition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=700)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="elections.poll",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("poll", "key"), name="added_once")],
            },
        ),
    ]
