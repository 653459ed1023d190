import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_replaced_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeAuthority",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(max_length=254)),
                ("token_hash", models.CharField(max_length=64)),
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_authority",
                        to="elections.election",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandedIn",
            fields=[
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handed_in",
                        serialize=False,
                        to="elections.codeauthority",
                    ),
                ),
                ("task", models.CharField(max_length=64)),
                ("content", models.TextField()),
                ("at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
