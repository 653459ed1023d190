"""Messages that wait, sealed anew under the newest key: it takes the keys that open them."""

from collections.abc import Iterator

from django.db import transaction

from stembus.domain.sealing import keyring

from .models import Message

BATCH = 200


def reseal() -> Iterator[int]:
    """Some at a time; how many each time. May be stopped and begun again at any time, and others
    may post and send meanwhile."""
    newest = keyring.posting_name()
    while resealed := _reseal_some(newest):
        yield resealed


@transaction.atomic
def _reseal_some(newest: str) -> int:
    waiting = Message.objects.exclude(key=newest).select_for_update(of=("self",))
    some = list(waiting[:BATCH])
    for message in some:
        message.to, message.content, message.key_id = message.to, message.content, newest
        message.save(update_fields=["to", "content", "key"])
    return len(some)
