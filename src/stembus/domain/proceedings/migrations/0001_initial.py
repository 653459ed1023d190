import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("elections", "0002_lists_and_seats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=100)),
                ("text", models.TextField(max_length=5000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
            },
        ),
        migrations.CreateModel(
            name="OfficialRecord",
            fields=[
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="official_record",
                        serialize=False,
                        to="elections.election",
                    ),
                ),
                ("content", models.TextField()),
                ("proceedings", models.TextField()),
                ("dutch", models.BinaryField()),
                ("english", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ruling",
                        serialize=False,
                        to="proceedings.objection",
                    ),
                ),
                ("text", models.TextField(max_length=5000)),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecountReport",
            fields=[
                (
                    "recount",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="report",
                        serialize=False,
                        to="proceedings.recount",
                    ),
                ),
                ("content", models.JSONField()),
                ("same", models.BooleanField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("list", models.CharField(blank=True, max_length=200)),
                ("candidate", models.PositiveSmallIntegerField()),
                ("drawn", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.poll",
                    ),
                ),
            ],
            options={
                "ordering": ("poll", "question", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("poll", "question", "number"), name="departure_once"
                    ),
                    models.UniqueConstraint(
                        fields=("poll", "question", "list", "candidate"), name="departs_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField()),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("how", models.CharField(max_length=500)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.poll",
                    ),
                ),
            ],
            options={
                "ordering": ("poll", "question", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "question", "number"), name="lot_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("election", "reference"), name="objection_once"
            ),
        ),
    ]
