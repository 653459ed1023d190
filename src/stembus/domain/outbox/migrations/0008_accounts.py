import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0006_organisations"),
        ("outbox", "0007_queued_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="election",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="elections.election",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="election",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="elections.election",
            ),
        ),
    ]
