"""Values sealed under an election's data key, data keys under a wrapping key, messages in boxes.

All of it is libsodium's: XChaCha20-Poly1305 for values and data keys, sealed boxes (X25519,
XSalsa20-Poly1305) for messages, BLAKE2b with a key for what is searched by. A value is bound to
where it stands, so that it opens in no other election, row or field.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_ABYTES as TAG
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_NPUBBYTES as NONCE
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from stembus.domain.refusals import Refused

# So that there can be another form one day.
VERSION = b"\x01"
FINGERPRINT = 8
PLACE = 16
WORD = re.compile(r"[^\W_]+")


class Place(NamedTuple):
    """Where a value stands; a message about an account has no election."""

    election: UUID | None
    row: UUID
    field: str

    @property
    def raw(self) -> bytes:
        election = self.election.bytes if self.election else bytes(16)
        return election + self.row.bytes + self.field.encode()


class DataKey:
    """One election's key, opened: seals and opens its values, and hashes what is looked for."""

    __slots__ = ("_index", "_seal")

    def __init__(self, secret: bytes) -> None:
        self._seal = _derived(secret, b"seal")
        self._index = _derived(secret, b"index")

    def __repr__(self) -> str:
        return "DataKey(…)"

    def seal(self, place: Place, value: bytes) -> bytes:
        return _sealed(self._seal, place.raw, value)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Refuses with `sealed.unreadable` what was altered, cut off, or sealed somewhere else."""
        return _opened(self._seal, place.raw, sealed)

    def hash(self, field: str, text: str) -> str:
        """32 hexadecimal digits, by which equal values of a field are found; nothing for nothing.

        It is another one in every election.
        """
        if not text:
            return ""
        return self._hash(b"%b %b" % (field.encode(), text.encode()), 16)

    def words(self, *texts: str) -> list[str]:
        """A hash of 16 hexadecimal digits for each word of a text that is stored or looked for."""
        return sorted({self._hash(word.encode(), 8) for word in words(" ".join(texts))})

    def _hash(self, content: bytes, size: int) -> str:
        return hashlib.blake2b(content, key=self._index, digest_size=size).hexdigest()


def words(text: str) -> Iterator[str]:
    """Without accents and capitals; an e-mail address is one word, all else is split at what is
    no letter or digit."""
    for part in text.split():
        if "@" in part:
            yield part.casefold()
        else:
            yield from WORD.findall(_bare(part.casefold()))


def _bare(text: str) -> str:
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))


def fingerprint(key: bytes) -> str:
    """By which a key is named where it is used. It tells nothing of the key."""
    return hashlib.blake2b(key, digest_size=FINGERPRINT, person=b"stembus-key").hexdigest()


def wrap(wrapping: bytes, election: UUID, scope: str, secret: bytes) -> bytes:
    """An election's data key as it is stored."""
    return _sealed(wrapping, _wrapped_for(election, scope), secret)


def unwrap(wrapping: bytes, election: UUID, scope: str, wrapped: bytes) -> bytes:
    return _opened(wrapping, _wrapped_for(election, scope), wrapped)


def box(name: str, sealing: SealedBox[PublicKey], place: Place, value: bytes) -> bytes:
    """For the holder of the private key alone: who seals it can't open it again."""
    return VERSION + bytes.fromhex(name) + sealing.encrypt(_digest(place) + value)


def unbox(boxes: Mapping[str, SealedBox[PrivateKey]], place: Place, sealed: bytes) -> bytes:
    """With the one of these that it names. Refuses with `key.unknown` or `sealed.unreadable`."""
    start = len(VERSION) + FINGERPRINT
    opening = boxes.get(sealed[len(VERSION) : start].hex())
    if opening is None:
        raise Refused("key.unknown")
    try:
        content = opening.decrypt(sealed[start:])
    except (CryptoError, ValueError, TypeError):
        raise Refused("sealed.unreadable") from None
    if not hmac.compare_digest(content[:PLACE], _digest(place)):
        raise Refused("sealed.unreadable")
    return content[PLACE:]


def _digest(place: Place) -> bytes:
    """A box has no associated data: the place stands in it."""
    return hashlib.blake2b(place.raw, digest_size=PLACE).digest()


def _derived(secret: bytes, use: bytes) -> bytes:
    return hashlib.blake2b(key=secret, digest_size=32, person=b"stembus " + use).digest()


def _wrapped_for(election: UUID, scope: str) -> bytes:
    return b"data key %b %b" % (election.bytes, scope.encode())


def _sealed(key: bytes, about: bytes, value: bytes) -> bytes:
    """As `nacl.secret.Aead` does it, without what that costs for so many short values."""
    nonce = random(NONCE)
    return VERSION + nonce + encrypt(value, about, nonce, key)


def _opened(key: bytes, about: bytes, sealed: bytes) -> bytes:
    start = len(VERSION) + NONCE
    if sealed[: len(VERSION)] != VERSION or len(sealed) < start + TAG:
        raise Refused("sealed.unreadable")
    try:
        return decrypt(sealed[start:], about, sealed[len(VERSION) : start], key)
    except CryptoError:
        raise Refused("sealed.unreadable") from None
