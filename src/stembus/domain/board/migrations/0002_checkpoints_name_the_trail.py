"""A checkpoint also names the trail's last entry, so that there may be several of one height."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("checkpoint", "checkpoint_once"),
        migrations.AlterModelOptions("checkpoint", {"ordering": ("poll", "height", "made_at")}),
        migrations.AddField("checkpoint", "trail", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "checkpoint",
            models.UniqueConstraint(fields=("poll", "height", "trail"), name="checkpoint_once"),
        ),
    ]
