"""Fields of a model whose values are sealed in the database, and opened when they are looked at.

A model that has some says where a row of it stands: `sealed_in`, (election, row), and with what it
goes one day: `sealed_until`, a `keyring.Scope`. Its values are
sealed as the row is saved; so they can't be set by `update`, and what is searched for has a hash
beside it. Reading a row opens nothing: a process without the key may read all the rest of it.
Nothing is stored as nothing, so that one can ask who has no address.
"""

import json
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from . import keyring
from .cipher import DataKey, Place, box, unbox

if TYPE_CHECKING:

    class _Field(models.Field[Any, Any]): ...

    class _Text(models.CharField[str, str]): ...
else:
    _Field, _Text = models.Field, models.CharField


class Sealed(bytes):
    """A value as the database has it."""

    def __repr__(self) -> str:
        return "Sealed(…)"


class _Opening(DeferredAttribute):
    """Opens a value when it is looked at for the first time."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(_Field):
    """`name`: what the value is bound to; the same for a row that becomes another one."""

    descriptor_class = _Opening

    def __init__(self, name: str = "", **options: Any) -> None:
        self.bound_to = name
        super().__init__(**options)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        return name, path, [self.bound_to, *positional], options

    def get_internal_type(self) -> str:
        return "BinaryField"

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, raw: bytes) -> Any:
        return raw.decode()

    def opened(self, instance: Any, sealed: bytes) -> Any:
        return self.decode(self._open(instance, self._place(instance), sealed) if sealed else b"")

    def from_db_value(self, value: Any, *_: object) -> Any:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        raw = self.encode(value)
        return Sealed(self._seal(model_instance, self._place(model_instance), raw) if raw else b"")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self}: sealed as a row is saved, and found by its hash alone")
        return connection.Database.Binary(value or b"")

    def get_lookup(self, lookup_name: str) -> Any:
        """Whether there is anything; nothing else can be asked of it."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def _place(self, instance: Any) -> Place:
        election, row = instance.sealed_in
        return Place(election, row, self.bound_to)

    def _seal(self, instance: Any, place: Place, raw: bytes) -> bytes:
        return key_of(instance).seal(place, raw)

    def _open(self, instance: Any, place: Place, sealed: bytes) -> bytes:
        return key_of(instance).open(place, sealed)


def key_of(instance: Any) -> DataKey:
    return keyring.of(instance.sealed_in[0], instance.sealed_until)


class SealedText(SealedField):
    """`lines`: it may have line ends."""

    def __init__(self, name: str = "", *, lines: bool = False, **options: Any) -> None:
        self.lines = lines
        super().__init__(name, **options)

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        return name, path, positional, {**options, **({"lines": True} if self.lines else {})}


class SealedJson(SealedField):
    def encode(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def decode(self, raw: bytes) -> Any:
        return json.loads(raw) if raw else None


class SealedBytes(SealedField):
    def encode(self, value: Any) -> bytes:
        return bytes(value)

    def decode(self, raw: bytes) -> Any:
        return raw


class BoxedText(SealedText):
    """Readable for who sends messages alone: whoever posts one has only the public half."""

    def _seal(self, instance: Any, place: Place, raw: bytes) -> bytes:
        return box(*keyring.posting(), place, raw)

    def _open(self, instance: Any, place: Place, sealed: bytes) -> bytes:
        return unbox(keyring.boxes(), place, sealed)


class BoxedJson(BoxedText):
    encode, decode = SealedJson.encode, SealedJson.decode


class _Hash(_Text):
    """Computed from sealed values of the same row as it is saved."""

    sources: tuple[str, ...]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        texts = [model_instance.__dict__.get(name, Sealed()) for name in self.sources]
        if not all(isinstance(text, Sealed) for text in texts):
            texts = [getattr(model_instance, name) for name in self.sources]
            setattr(model_instance, self.attname, self.hashed(model_instance, texts))
        return getattr(model_instance, self.attname)

    def hashed(self, instance: Any, texts: list[str]) -> str:
        raise NotImplementedError


class KeyedHash(_Hash):
    """By which a value is found, and can't be there twice."""

    def __init__(self, source: str = "", **options: Any) -> None:
        self.sources = (source,)
        super().__init__(**{"max_length": 32, "blank": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        return name, path, [*self.sources, *positional], options

    def hashed(self, instance: Any, texts: list[str]) -> str:
        (text,) = texts
        return key_of(instance).hash(self.sources[0], text) if text else ""


class KeyedWords(_Hash):
    """By which a row is found by a word."""

    def __init__(self, *sources: str, **options: Any) -> None:
        self.sources = sources
        super().__init__(**{"max_length": 2000, "blank": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        return name, path, [*self.sources, *positional], options

    def hashed(self, instance: Any, texts: list[str]) -> str:
        return " ".join(key_of(instance).words(*texts))
