"""The file in which a trustee keeps a secret key between making it and decrypting.

It is ours, not Belenios's; the server never sees it.
"""

from dataclasses import dataclass, field

from stembus.protocol.credential import public
from stembus.protocol.errors import Code, Rejected, renamed
from stembus.protocol.group import Group
from stembus.protocol.group import group as group_named
from stembus.protocol.wire import Json, fields, parse, render, scalar, text

_TYPE, _VERSION = "stembus-trustee-key", 1

# All that can be wrong with the file's form means one thing to its owner: it is another file.
_ALL_SHAPE = dict.fromkeys(
    (
        Code.JSON_INVALID,
        Code.JSON_NOT_CANONICAL,
        Code.JSON_SHAPE,
        Code.GROUP_UNKNOWN,
        Code.SCALAR_OUT_OF_RANGE,
    ),
    Code.TRUSTEE_KEY_FILE_SHAPE,
)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """For which election the key was made, whose it is, and the key."""

    election: str
    trustee: str
    group: Group
    secret: int = field(repr=False)


def make_key_file(key: KeyFile) -> bytes:
    return render(
        {
            "type": _TYPE,
            "version": _VERSION,
            "election": key.election,
            "trustee": key.trustee,
            "group": key.group.name,
            "public_key": public(key.group, key.secret),
            "private_key": str(key.secret),
        }
    )


def parse_key_file(raw: bytes) -> KeyFile:
    """A file that a trustee picked, which may be any file.

    Refuses with `trustee.key_file_shape` what is no key file, and with
    `trustee.key_file_mismatch` a key whose two halves do not belong together.
    """
    with renamed(_ALL_SHAPE):
        key, public_key = _parse(parse(raw))
    if public(key.group, key.secret) != public_key:
        raise Rejected(Code.TRUSTEE_KEY_FILE_MISMATCH)
    return key


def _parse(value: Json) -> tuple[KeyFile, str]:
    names = ("type", "version", "election", "trustee", "group", "public_key", "private_key")
    kind, version, election, trustee, group, public_key, secret = fields(value, *names)
    if (kind, version) != (_TYPE, _VERSION):
        raise Rejected(Code.JSON_SHAPE)
    arithmetic = group_named(text(group))
    key = KeyFile(text(election), text(trustee), arithmetic, scalar(secret, arithmetic.order))
    return key, text(public_key)
