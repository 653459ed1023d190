import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_replaced_credentials"),
        ("outbox", "0003_message_content"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="elections.election",
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("privacy", models.CharField(blank=True, max_length=200)),
                ("note_nl", models.TextField(blank=True, max_length=1000)),
                ("note_en", models.TextField(blank=True, max_length=1000)),
            ],
        ),
    ]
