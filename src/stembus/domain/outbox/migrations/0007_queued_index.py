from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0005_edition"),
        ("outbox", "0006_print_runs"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "queued")), fields=["channel"], name="delivery_queued"
            ),
        ),
    ]
