from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0013_seal"),
    ]

    operations = [
        migrations.DeleteModel("Message"),
        migrations.RenameModel("SealedMessage", "Message"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["not_before"], name="message_due"),
        ),
    ]
