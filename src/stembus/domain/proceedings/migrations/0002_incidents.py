import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_replaced_credentials"),
        ("proceedings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("extended_from", models.DateTimeField(null=True)),
                ("extended_to", models.DateTimeField(null=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
            },
        ),
    ]
