from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reissue",
            name="act",
            field=models.CharField(
                choices=[
                    ("replace", "Replaced"),
                    ("give", "Voter added"),
                    ("withdraw", "Voter taken off"),
                ],
                default="replace",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="reissue",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for"),
                    ("revoking", "The old code is being blocked"),
                    ("sent", "New code sent"),
                    ("withdrawn", "Code blocked"),
                    ("voted", "Refused: the old code was used to vote"),
                    ("no_spare", "Refused: no spare code is left"),
                    ("closed", "Refused: the voting had closed"),
                ],
                default="asked",
                max_length=10,
            ),
        ),
    ]
