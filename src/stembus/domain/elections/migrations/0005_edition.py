from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0004_code_authority"),
    ]

    operations = [
        migrations.AddField(
            model_name="election",
            name="edition",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
