"""The secrets of an installation: one file each, never in the environment, a log or an exception.

A file's directory is `$CREDENTIALS_DIRECTORY` (systemd) where that is set, else `HOME/secrets`.
`stembus migrate` makes what is missing; a process only reads what its row of rights says.
"""

import os
import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from nacl.encoding import HexEncoder
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from nacl.signing import SigningKey

from stembus.config import HOME

SESSION, FACTORS = "session", "factors"
RECEIPT, CHECKPOINT, REGISTRAR = "receipt", "checkpoint", "registrar"
LETTERS = "letters"
SIGNING = (RECEIPT, CHECKPOINT)
# What wraps the data keys of elections' personal data, and what opens messages: while one is being
# replaced, several, each on a line, the newest last. Posters of messages have the public half.
PERSONAL, MESSAGES, MESSAGES_PUBLIC = "personal", "messages", "messages.pub"
ALL = (SESSION, FACTORS, RECEIPT, CHECKPOINT, REGISTRAR, LETTERS, PERSONAL, MESSAGES)
# What others gave us, where they did: the relay's password, the mail provider's API key, what
# proves its reports, and the key of the provider of text messages.
RELAY, PROVIDER, FEEDBACK, SMS = "relay", "provider", "feedback", "sms"


def directory() -> Path:
    return Path(os.environ.get("CREDENTIALS_DIRECTORY", HOME / "secrets"))


def make_missing() -> None:
    """Write each missing secret: 32 random bytes in hexadecimal, readable by its owner alone."""
    directory().mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ALL:
        if not (directory() / name).exists():
            _create(directory() / name, secrets.token_hex(32))
    if not (directory() / MESSAGES_PUBLIC).exists():
        write_several(MESSAGES, several(MESSAGES))
    for name in SIGNING:
        path = directory() / f"{name}.pub"
        if not path.exists():
            path.write_text(public_key(name))


def _create(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def several(name: str) -> list[bytes]:
    """The keys of 32 bytes in a secret's file, read anew: nothing here keeps them."""
    found = [bytes.fromhex(line) for line in (directory() / name).read_text().split()]
    if not found or {len(key) for key in found} != {32}:
        raise ValueError(f"{name}: not what stembus writes")
    return found


def write_several(name: str, found: Sequence[bytes]) -> None:
    """In place of those in the file, at once: who reads meanwhile has the old or the new ones."""
    public = bytes(PrivateKey(found[-1]).public_key)
    contents = {MESSAGES_PUBLIC: [public]} if name == MESSAGES else {}
    for file, keys in {name: found, **contents}.items():
        path = directory() / f"{file}.{secrets.token_hex(4)}"
        _create(path, "".join(f"{key.hex()}\n" for key in keys))
        path.replace(directory() / file)


@cache
def secret(name: str) -> str:
    return (directory() / name).read_text().strip()


def given(name: str) -> str:
    """A secret that we can't make; nothing if its file is not there."""
    return secret(name) if (directory() / name).exists() else ""


@cache
def signing_key(name: str) -> SigningKey:
    """The Ed25519 key (RFC 8032) whose seed is the secret `name`."""
    return SigningKey(secret(name).encode(), encoder=HexEncoder)


def public_key(name: str) -> str:
    """64 hexadecimal digits. Bound into each election that opens, so that anyone can check.

    Who binds it does not sign with it, and has the file NAME.pub alone.
    """
    return given(f"{name}.pub") or signing_key(name).verify_key.encode(HexEncoder).decode()


def box(name: str) -> SecretBox:
    """What seals bytes for the holders of the secret `name` (XSalsa20-Poly1305)."""
    return SecretBox(secret(name).encode(), encoder=HexEncoder)
