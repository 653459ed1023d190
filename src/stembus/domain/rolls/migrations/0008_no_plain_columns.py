from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rolls", "0007_seal"),
    ]

    operations = [
        migrations.DeleteModel("Voter"),
        migrations.DeleteModel("Change"),
        migrations.RenameModel("SealedVoter", "Voter"),
        migrations.RenameModel("SealedChange", "Change"),
        migrations.AlterField("change", "at", models.DateTimeField(auto_now_add=True)),
    ]
