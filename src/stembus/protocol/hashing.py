"""Hashes (§1): challenges, fingerprints, trackers and the names of records."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256


def challenge(order: int, prefix: str, texts: Iterable[str]) -> int:
    """H(prefix, e1..en) of §1: SHA-256 of the prefix and the elements' string forms, joined by
    commas; read as a big-endian number and reduced modulo the group's order."""
    digest = sha256((prefix + ",".join(texts)).encode()).digest()
    return int.from_bytes(digest, "big") % order


def sha256_hex(raw: bytes) -> str:
    """64 lower-case hexadecimal digits."""
    return sha256(raw).hexdigest()


def sha256_b64(raw: bytes) -> str:
    """Standard Base64 without padding: 43 characters (§1)."""
    return b64encode(sha256(raw).digest()).decode().rstrip("=")
