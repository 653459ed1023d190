import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0006_organisations"),
        ("people", "0002_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointments",
                to="elections.organisation",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="operator",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="election",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointments",
                to="elections.election",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=("person", "organisation", "role"), name="appointed_once_in_organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("election__isnull", False), ("organisation__isnull", True)),
                    models.Q(("election__isnull", True), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="appointed_somewhere",
            ),
        ),
    ]
