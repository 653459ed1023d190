"""The groups that elections may use, by name (§1.1, §1.2)."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from stembus.protocol.algebra import Branch, Element, Group, Random, Term
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.finite_field import belenios_2048, rfc_3526_2048

__all__ = ["Branch", "Element", "Group", "Random", "Term", "group", "missing_core"]


def _ed25519() -> Group:
    """On the native core where its wheel is installed, otherwise on libsodium."""
    if missing_core():
        from stembus.protocol.ed25519_libsodium import Libsodium

        return Libsodium()
    from stembus.protocol.ed25519_native import Native

    return Native()


_GROUPS: Mapping[str, Callable[[], Group]] = {
    "Ed25519": _ed25519,
    "BELENIOS-2048": belenios_2048,
    "RFC-3526-2048": rfc_3526_2048,
}


@cache
def group(name: str) -> Group:
    """The group of that name: always the same object. Refuses others with `group.unknown`."""
    if name not in _GROUPS:
        raise Rejected(Code.GROUP_UNKNOWN)
    return _GROUPS[name]()


def missing_core() -> str | None:
    """A line for who starts a program, where the native core is not installed."""
    try:
        import_module("stembus.protocol.ed25519_native")
    except ImportError as error:
        return (
            f"without the native core ({error}) libsodium checks the ballots, "
            "seven times slower (native/README.md)"
        )
    return None
