import django.db.models.deletion
from django.db import migrations, models

from stembus.domain.sealing.fields import BoxedJson, BoxedText, SealedText
from stembus.domain.sealing.keyring import posting_name


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0012_no_plain_addresses"),
        ("outbox", "0011_review"),
    ]

    operations = [
        # In place of the plain one, once it is filled.
        migrations.CreateModel(
            name="SealedMessage",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="message",
                        serialize=False,
                        to="outbox.delivery",
                    ),
                ),
                ("to", BoxedText("message.to", blank=True, max_length=254)),
                ("content", BoxedJson("message.content", null=True)),
                ("letter", models.TextField(blank=True)),
                ("addressee", SealedText("message.addressee", blank=True, max_length=254)),
                ("not_before", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        default=posting_name,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.knownkey",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="outbox.printrun",
                    ),
                ),
            ],
        ),
    ]
