from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appointment",
            options={"ordering": ("person__email", "role")},
        ),
        migrations.AddField(
            model_name="appointment",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="link_sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(
                choices=[
                    ("organiser", "Organiser"),
                    ("committee", "Committee member"),
                    ("auditor", "Auditor"),
                    ("helpdesk", "Helpdesk"),
                ],
                max_length=20,
            ),
        ),
    ]
