import django.db.models.deletion
from django.db import migrations, models


def text(length: int) -> "models.CharField[str, str]":
    return models.CharField(blank=True, default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0003_replaced_credentials"),
        ("rolls", "0001_initial"),
    ]

    operations = [
        # A file that waits is chosen again: its columns are not known.
        migrations.DeleteModel(name="Upload"),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="upload",
                        serialize=False,
                        to="elections.election",
                    ),
                ),
                ("filename", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                ("head", models.JSONField()),
                ("columns", models.JSONField(null=True)),
            ],
        ),
        migrations.AddField("voter", "reference", text(50), preserve_default=False),
        migrations.AddField("voter", "street", text(200), preserve_default=False),
        migrations.AddField("voter", "postcode", text(20), preserve_default=False),
        migrations.AddField("voter", "city", text(100), preserve_default=False),
        migrations.AddField("voter", "country", text(100), preserve_default=False),
    ]
