"""Personal data is sealed: the keys it is sealed under, and columns for trustees' addresses."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from stembus.domain.sealing.fields import KeyedHash, SealedText
from stembus.domain.sealing.migrating import aside

SCOPES = [("voters", "Voters"), ("election", "Election")]


def email(name: str) -> SealedText:
    return SealedText(name, max_length=254, validators=[django.core.validators.validate_email])


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0009_roll_salt"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownKey",
            fields=[
                ("id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=8)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.CharField(choices=SCOPES, max_length=8)),
                ("wrapped", models.BinaryField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_keys",
                        to="elections.election",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.knownkey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("election", "scope"), name="data_key_once")
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="trustee", name="trustee_email_unique"),
        *aside("trustee", {"email": email("trustee.email")}),
        migrations.AddField("trustee", "email_hash", KeyedHash("email", default=""), False),
        *aside("codeauthority", {"email": email("authority.email")}),
    ]
