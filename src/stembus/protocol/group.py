"""The groups that elections may use, by name (§1.1, §1.2)."""

from collections.abc import Callable, Mapping
from functools import cache

from stembus.protocol.algebra import Element, Group, Random, Term
from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.finite_field import belenios_2048, rfc_3526_2048

__all__ = ["Element", "Group", "Random", "Term", "group"]

_GROUPS: Mapping[str, Callable[[], Group]] = {
    "Ed25519": Ed25519,
    "BELENIOS-2048": belenios_2048,
    "RFC-3526-2048": rfc_3526_2048,
}


@cache
def group(name: str) -> Group:
    """The group of that name: always the same object. Refuses others with `group.unknown`."""
    if name not in _GROUPS:
        raise Rejected(Code.GROUP_UNKNOWN)
    return _GROUPS[name]()
