"""Deliveries beside messages: each message that waits gets its own."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


def add_deliveries(apps: Any, schema_editor: Any) -> None:
    delivery = apps.get_model("outbox", "Delivery")
    delivery.objects.bulk_create(
        delivery(
            id=message.pk,
            election_id=message.election_id,
            attempts=message.attempts,
            last_error=message.last_error,
            queued_at=Now(),
            changed_at=Now(),
        )
        for message in apps.get_model("outbox", "Message").objects.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
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
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("voter", models.UUIDField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("code", "Voting code"),
                            ("opening", "The voting is open"),
                            ("reissue", "New voting code"),
                            ("reminder", "Reminder"),
                            ("extension", "More time to vote"),
                            ("invitation", "Invitation"),
                            ("role", "Role in the election"),
                            ("login", "Log-in link"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "E-mail"), ("letter", "Letter"), ("sms", "Text message")],
                        default="mail",
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "In the queue"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Came back"),
                            ("failed", "Refused"),
                            ("uncertain", "Uncertain"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("queued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("provider_id", models.CharField(blank=True, max_length=200)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["election", "state"], name="delivery_board"),
                    models.Index(fields=["election", "voter"], name="delivery_of_voter"),
                    models.Index(fields=["started_at"], name="delivery_started"),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["started_at"],
                        name="delivery_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="delivery_at_provider",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_deliveries, migrations.RunPython.noop),
    ]
