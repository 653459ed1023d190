"""The two cores that compute in Ed25519; one, where there is no Rust toolchain."""

from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.ed25519_libsodium import Libsodium
from stembus.protocol.group import Group, group, missing_core

LIBSODIUM = Libsodium()
MISSING = missing_core()


def _native() -> list[Ed25519]:
    if MISSING:
        return []
    from stembus.protocol.ed25519_native import Native

    return [Native()]


CORES: list[Ed25519] = [LIBSODIUM, *_native()]
ALL_GROUPS: dict[str, Group] = {
    **{f"Ed25519 on {type(core).__name__}": core for core in CORES},
    **{name: group(name) for name in ("BELENIOS-2048", "RFC-3526-2048")},
}
"""Each group, on everything that computes in it."""
