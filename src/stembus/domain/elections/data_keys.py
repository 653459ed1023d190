"""The data keys of elections: made with an election, wrapped anew when keys change, destroyed."""

import secrets
from collections.abc import Iterator

from django.db import IntegrityError, transaction

from stembus import keys
from stembus.domain.refusals import Refused
from stembus.domain.sealing import keyring
from stembus.domain.sealing.cipher import unwrap, wrap
from stembus.domain.sealing.keyring import Scope

from .models import DataKey, Election, KnownKey

PURPOSES = (keys.PERSONAL, keys.MESSAGES)
BATCH = 100


def make_data_keys(election: Election) -> None:
    """Those that are missing: in the transaction that makes the election, or of a draft whose roll
    was kept too long and is made anew.

    Refuses with `key.not_held`, or with `key.unknown` if this key is not in use (any more): what it
    wraps could be lost.
    """
    there = DataKey.objects.filter(election=election).values_list("scope", flat=True)
    missing = set(Scope.values) - set(there)
    if not missing:
        return
    name, key = keyring.newest(keys.PERSONAL)
    if not KnownKey.objects.filter(pk=known(keys.PERSONAL, name)).exists():
        raise Refused("key.unknown")
    for scope in missing:
        wrapped = wrap(key, election.pk, scope, secrets.token_bytes(32))
        DataKey.objects.create(election=election, scope=scope, key_id=name, wrapped=wrapped)
    keyring.forget()


def destroy(election: Election, *scopes: Scope) -> dict[str, int]:
    """What is sealed under these keys can't be read any more, by anyone: not here, and, once the
    key that wraps them is replaced and gone, in no backup either. How many rows, by their table."""
    found = DataKey.objects.filter(election=election, scope__in=scopes)
    keyring.forget()
    return {DataKey._meta.label: found._raw_delete(found.db)}


def known(purpose: str, name: str) -> str:
    """The name of a key that one seals with. The first of all is written down by who first uses it;
    the others are, before they are used, by `add_key`."""
    if not KnownKey.objects.filter(purpose=purpose).exists():
        KnownKey.objects.get_or_create(pk=name, defaults={"purpose": purpose})
    return name


def register_held() -> None:
    """Write down all that are in the files, as they must be before they are replaced."""
    for purpose in PURPOSES:
        for name in keyring.named(purpose):
            KnownKey.objects.get_or_create(pk=name, defaults={"purpose": purpose})


def out_of_reach() -> int:
    """How many data keys are wrapped under keys that are not in the file."""
    return DataKey.objects.exclude(key__in=list(keyring.held(keys.PERSONAL))).count()


def add_key(purpose: str) -> None:
    """A new newest one, which is known before anything can be sealed under it."""
    found = [*keyring.named(purpose).values(), secrets.token_bytes(32)]
    KnownKey.objects.create(pk=keyring.name_of(purpose, found[-1]), purpose=purpose)
    keys.write_several(purpose, found)


def rewrap() -> Iterator[int]:
    """Wrap all under the newest key, some at a time; how many each time. May be stopped and begun
    again at any time, and others may use them meanwhile."""
    name, key = keyring.newest(keys.PERSONAL)
    while wrapped := _rewrap_some(name, key):
        yield wrapped


@transaction.atomic
def _rewrap_some(name: str, key: bytes) -> int:
    waiting = DataKey.objects.exclude(key=name)
    some = list(waiting.select_for_update(of=("self",))[:BATCH])
    held = keyring.held(keys.PERSONAL)
    for row in some:
        if row.key_id not in held:
            raise Refused("key.unknown")
        place = row.election_id, row.scope
        secret = unwrap(held[row.key_id], *place, bytes(row.wrapped))
        row.key_id, row.wrapped = name, wrap(key, *place, secret)
        row.save(update_fields=["key", "wrapped"])
    return len(some)


def retire(purpose: str) -> int:
    """Take all but the newest key out of use and out of the file. How many that were; what is
    still sealed under one, or is being sealed just now, keeps it there.

    What uses a key refers to it: who would seal under it from now on is refused by the database.
    """
    held = keyring.named(purpose)
    old = [name for name in list(held)[:-1] if _retired(name)]
    if old:
        keys.write_several(purpose, [key for name, key in held.items() if name not in old])
    return len(old)


def _retired(name: str) -> bool:
    try:
        with transaction.atomic(durable=True):
            KnownKey.objects.filter(pk=name).delete()
    except IntegrityError:
        return False
    return True
