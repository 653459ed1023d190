import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_all_to_one(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    elections = apps.get_model("elections", "Election").objects.all()
    if elections.exists():
        first = apps.get_model("elections", "Organisation").objects.create(name="Stembus")
        elections.update(organisation=first)


class Migration(migrations.Migration):
    dependencies = [("elections", "0005_edition")]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ("name",)},
        ),
        migrations.AddField(
            model_name="election",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="elections",
                to="elections.organisation",
            ),
        ),
        migrations.RunPython(give_all_to_one, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="election",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="elections",
                to="elections.organisation",
            ),
        ),
    ]
