"""A message keeps its content alone and is named by its delivery."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_deliveries")]

    operations = [
        migrations.RemoveField("message", "attempts"),
        migrations.RemoveField("message", "last_error"),
        migrations.RenameField("message", "id", "delivery"),
        migrations.AlterField(
            "message",
            "delivery",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="message",
                serialize=False,
                to="outbox.delivery",
            ),
        ),
    ]
