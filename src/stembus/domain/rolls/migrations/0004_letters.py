from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0004_code_authority"),
        ("rolls", "0003_staged_rows"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="voter",
            options={"ordering": ("address", "reference")},
        ),
        migrations.RemoveConstraint(
            model_name="voter",
            name="voter_address_unique",
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="address",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name="voter",
            name="address",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddIndex(
            model_name="voter",
            index=models.Index(fields=["election", "address", "reference"], name="voter_order"),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address", ""), _negated=True),
                fields=("election", "address"),
                name="voter_address_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="voter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), _negated=True),
                    models.Q(("reference", ""), _negated=True),
                    _connector="OR",
                ),
                name="voter_known",
            ),
        ),
    ]
