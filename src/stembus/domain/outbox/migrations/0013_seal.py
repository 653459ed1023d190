"""Messages that wait are sealed for the mailer."""

from typing import Any

from django.db import migrations

from stembus import keys
from stembus.domain.sealing import keyring
from stembus.domain.sealing.cipher import Place, box
from stembus.domain.sealing.fields import Sealed


def seal(apps: Any, schema_editor: Any) -> None:
    plain = apps.get_model("outbox", "Message").objects.select_related("delivery")
    if not plain.exists():
        return
    name, public = keyring.posting()
    known = apps.get_model("elections", "KnownKey").objects
    known.get_or_create(pk=name, defaults={"purpose": keys.MESSAGES})
    table, sealed = (
        apps.get_model("elections", "DataKey"),
        apps.get_model("outbox", "SealedMessage"),
    )

    def boxed(message: Any, field: str, value: Any) -> Sealed:
        found = sealed._meta.get_field(field)
        place = Place(message.election_id, message.pk, found.bound_to)
        raw = found.encode(value)
        return Sealed(box(name, public, place, raw) if raw else b"")

    def content(message: Any) -> dict[str, Any]:
        if message.delivery.channel == "letter":
            return {"letter": message.body}
        return {"content": boxed(message, "content", [message.subject, message.body])}

    def shown(message: Any) -> Sealed:
        if message.delivery.voter or not (message.election_id and message.to):
            return Sealed()
        key = keyring.opened(table, message.election_id, "election")
        place = Place(message.election_id, message.pk, "message.addressee")
        return Sealed(key.seal(place, message.to.encode()))

    for message in plain:
        sealed.objects.create(
            delivery_id=message.pk,
            election_id=message.election_id,
            run_id=message.run_id,
            not_before=message.not_before,
            key_id=name,
            to=boxed(message, "to", message.to),
            **content(message),
            addressee=shown(message),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0012_sealed_columns"),
    ]

    operations = [migrations.RunPython(seal)]
