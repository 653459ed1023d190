"""For migrations that seal what was plain: steps of the schema, and the sealing itself.

Either a table of its own is filled and takes the place of the plain one, or, where others refer to
the table, column by column: the plain one steps aside, a sealed one comes, is filled, and the plain
one goes. What reads them meanwhile is the migration alone.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db.migrations import AddField, RemoveField, RenameField
from django.db.migrations.operations.base import Operation

from . import keyring
from .cipher import DataKey, Place
from .fields import Sealed, SealedField

PLAIN = "plain_"
BATCH = 1000


def aside(model: str, fields: Mapping[str, SealedField]) -> Iterator[Operation]:
    for name, field in fields.items():
        yield RenameField(model, name, PLAIN + name)
        field.default = None if field.null else Sealed
        yield AddField(model, name, field, preserve_default=False)


def gone(model: str, *names: str) -> Iterator[Operation]:
    for name in names:
        yield RemoveField(model, PLAIN + name)


def seal_rows(
    apps: Any,
    model: Any,
    more: Callable[[DataKey, Any], dict[str, Any]] = lambda key, row: {},
    *,
    scope: Callable[[Any], str] = lambda row: "voters",
) -> None:
    """Seal each row's plain values; `more`: what else is to be written of a row."""
    sealed = [field for field in model._meta.fields if hasattr(model, PLAIN + field.name)]
    keys = list(model.objects.order_by("election_id").values_list("pk", flat=True))
    find = _finder(apps)
    for start in range(0, len(keys), BATCH):
        some = model.objects.filter(pk__in=keys[start : start + BATCH])
        for row in some.defer(*(each.name for each in sealed)):
            key = find(row.election_id, scope(row))
            values = {
                each.name: _sealed(key, each, row, getattr(row, PLAIN + each.name))
                for each in sealed
            }
            model.objects.filter(pk=row.pk).update(**values, **more(key, row))


def seal_into(
    apps: Any,
    plain: Any,
    sealed: Any,
    more: Callable[[DataKey, Any], dict[str, Any]] = lambda key, row: {},
    *,
    scope: Callable[[Any], str] = lambda row: "voters",
) -> None:
    """Copy each row into another table; `more`: what else is to be written of a row."""
    find = _finder(apps)
    keys = list(plain.objects.order_by("election_id").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        rows = plain.objects.filter(pk__in=keys[start : start + BATCH])
        sealed.objects.bulk_create(
            [_copy(find(row.election_id, scope(row)), sealed, row, more) for row in rows]
        )


def _copy(key: DataKey, sealed: Any, row: Any, more: Callable[..., dict[str, Any]]) -> Any:
    copy = sealed()
    for field in sealed._meta.concrete_fields:
        if isinstance(field, SealedField):
            setattr(copy, field.attname, _sealed(key, field, row, getattr(row, field.name)))
        elif hasattr(row, field.attname):
            setattr(copy, field.attname, getattr(row, field.attname))
    for name, value in more(key, row).items():
        setattr(copy, name, value)
    return copy


def _finder(apps: Any) -> Callable[[UUID, str], DataKey]:
    table = apps.get_model("elections", "DataKey")
    return cache(lambda election, scope: keyring.opened(table, election, scope))


def _sealed(key: DataKey, field: Any, row: Any, value: Any) -> Sealed:
    raw = field.encode(value)
    return Sealed(key.seal(Place(row.election_id, row.pk, field.bound_to), raw) if raw else b"")
