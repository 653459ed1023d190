from django.db import migrations, models

from stembus.domain.sealing.migrating import gone


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0011_seal_addresses"),
    ]

    operations = [
        *gone("trustee", "email"),
        *gone("codeauthority", "email"),
        migrations.AddConstraint(
            model_name="trustee",
            constraint=models.UniqueConstraint(
                fields=("election", "email_hash"), name="trustee_email_once"
            ),
        ),
    ]
