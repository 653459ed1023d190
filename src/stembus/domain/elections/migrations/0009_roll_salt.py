"""The salt of the roll's keyed hash gets a table of its own, so that no process need read it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def move(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    salts = apps.get_model("elections", "RollSalt")
    sealed = apps.get_model("elections", "Election").objects.exclude(roll_salt=b"")
    for pk, salt in sealed.values_list("pk", "roll_salt"):
        salts.objects.create(election_id=pk, salt=salt)


class Migration(migrations.Migration):
    dependencies = [("elections", "0008_terms")]
    operations = [
        migrations.CreateModel(
            name="RollSalt",
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
                ("salt", models.BinaryField()),
            ],
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(model_name="election", name="roll_salt"),
    ]
