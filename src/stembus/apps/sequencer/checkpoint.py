"""Checkpoints: signed notes (C2SP signed-note) that commit the sequencer to the board's head.

Two checkpoints with the same number of events and another hash prove that the board was forked.
The body has three lines: origin `stembus/<uuid>`, the number of events, and the hash of the last
event in Base64. The hash chain of events takes the place of a Merkle tree's root. Then comes, as
an extension line, where the trail of the installation stood: `audit <position> <hash in Base64>`.
"""

import base64
import binascii
import hashlib

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from stembus.domain.refusals import Refused

ED25519 = b"\x01"


def sign(
    key: SigningKey, uuid: str, height: int, head: str, trail: tuple[int, str] | None = None
) -> str:
    """`head` is the last event's SHA-256 in hexadecimal, `height` its height; `trail` the position
    and the hash of the trail's last entry."""
    origin = f"stembus/{uuid}"
    body = f"{origin}\n{height + 1}\n{_base64(head)}\n"
    if trail is not None:
        body += f"audit {trail[0]} {_base64(trail[1])}\n"
    signature = key.sign(body.encode()).signature
    named = base64.b64encode(key_id(origin, bytes(key.verify_key)) + signature).decode()
    return f"{body}\n— {origin} {named}\n"


def read(note: str, uuid: str, public_key: bytes) -> list[str]:
    """The lines of the body, signed by this key for this poll. Refuses with `audit.note`."""
    body, _, last = note.partition("\n\n")
    origin = f"stembus/{uuid}"
    try:
        dash, name, value = last.split()
        named = base64.b64decode(value, validate=True)
        VerifyKey(public_key).verify(f"{body}\n".encode(), named[4:])
        lines = body.split("\n")
        if (dash, name, lines[0]) != ("—", origin, origin):
            raise ValueError(name)
        if named[:4] != key_id(origin, public_key):
            raise ValueError("key")
    except (ValueError, binascii.Error, BadSignatureError) as error:
        raise Refused("audit.note", poll=uuid) from error
    return lines


def key_id(name: str, public_key: bytes) -> bytes:
    """The first four bytes of SHA-256(name LF type key), as the specification of notes says."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def _base64(hash: str) -> str:
    return base64.b64encode(bytes.fromhex(hash)).decode()
