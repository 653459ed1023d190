"""Checkpoints: signed notes (C2SP signed-note) that commit the sequencer to the board's head.

Two checkpoints with the same number of events and another hash prove that the board was forked.
The body has three lines: origin `stembus/<uuid>`, the number of events, and the hash of the last
event in Base64. The hash chain of events takes the place of a Merkle tree's root.
"""

import base64
import hashlib

from nacl.signing import SigningKey

ED25519 = b"\x01"


def sign(key: SigningKey, uuid: str, height: int, head: str) -> str:
    """`head` is the last event's SHA-256 in hexadecimal, `height` its height."""
    origin = f"stembus/{uuid}"
    root = base64.b64encode(bytes.fromhex(head)).decode()
    body = f"{origin}\n{height + 1}\n{root}\n"
    signature = key.sign(body.encode()).signature
    named = base64.b64encode(key_id(origin, bytes(key.verify_key)) + signature).decode()
    return f"{body}\n— {origin} {named}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """The first four bytes of SHA-256(name LF type key), as the specification of notes says."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]
