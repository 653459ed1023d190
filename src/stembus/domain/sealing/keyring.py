"""The keys that a process holds, as it needs them: from files, and from the table of data keys.

An opened data key is kept until the request or the round that needed it is over, no longer. What a
process does not hold, or can't open, is a refusal like any other.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import models
from nacl.public import PrivateKey, PublicKey, SealedBox

from stembus import keys
from stembus.domain.refusals import Refused

from .cipher import DataKey, fingerprint, unwrap


class Scope(models.TextChoices):
    """How long what is sealed is kept, and so under which key of its election it is."""

    VOTERS = "voters"
    ELECTION = "election"


class _Opened(threading.local):
    def __init__(self) -> None:
        self.keys: dict[tuple[UUID, str], DataKey] = {}
        self.boxes: dict[str, SealedBox[PrivateKey]] = {}


_opened = _Opened()


def of(election: UUID, scope: str = Scope.VOTERS) -> DataKey:
    """Refuses with `key.not_held`, `key.unknown`, `key.destroyed` or `sealed.unreadable`."""
    if (election, scope) not in _opened.keys:
        # The area that has the table knows this module, so not the other way round.
        table = apps.get_model("elections", "DataKey")
        _opened.keys[election, scope] = opened(table, election, scope)
    return _opened.keys[election, scope]


def forget(**_signal: Any) -> None:
    """Drop what was opened: the next to need it opens it anew."""
    _opened.keys.clear()
    _opened.boxes.clear()


request_started.connect(forget)
request_finished.connect(forget)


def forgetting(work: Callable[[], bool]) -> Callable[[], bool]:
    """A round of work after which no key is left opened."""

    @wraps(work)
    def round_of_work() -> bool:
        try:
            return work()
        finally:
            forget()

    return round_of_work


def held(name: str) -> dict[str, bytes]:
    """The keys in a secret's file by their fingerprints, the newest last. Refuses with
    `key.not_held` or `key.broken`."""
    try:
        return {fingerprint(key): key for key in keys.several(name)}
    except OSError:
        raise Refused("key.not_held", name=name) from None
    except ValueError:
        raise Refused("key.broken", name=name) from None


def named(purpose: str) -> dict[str, bytes]:
    """As `held`; a message's private key has the name of its public half."""
    return {name_of(purpose, key): key for key in held(purpose).values()}


def name_of(purpose: str, key: bytes) -> str:
    return fingerprint(bytes(PrivateKey(key).public_key) if purpose == keys.MESSAGES else key)


def boxes() -> dict[str, SealedBox[PrivateKey]]:
    """What opens messages, by the names of the keys."""
    if not _opened.boxes:
        found = named(keys.MESSAGES).items()
        _opened.boxes.update((name, SealedBox(PrivateKey(key))) for name, key in found)
    return _opened.boxes


def posting() -> tuple[str, SealedBox[PublicKey]]:
    """What seals messages, with the name of the key."""
    name, public = newest(keys.MESSAGES_PUBLIC)
    return name, SealedBox(PublicKey(public))


def posting_name() -> str:
    return posting()[0]


def newest(name: str) -> tuple[str, bytes]:
    """(fingerprint, key): what one seals with from now on."""
    return list(held(name).items())[-1]


def opened(table: Any, election: UUID, scope: str) -> DataKey:
    """From the table of data keys; a migration gives it as it was at the time."""
    row = table.objects.filter(election=election, scope=scope).first()
    if row is None:
        raise Refused("key.destroyed")
    wrapping = held(keys.PERSONAL).get(row.key_id)
    if wrapping is None:
        raise Refused("key.unknown")
    return DataKey(unwrap(wrapping, election, scope, bytes(row.wrapped)))
