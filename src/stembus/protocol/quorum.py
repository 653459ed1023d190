"""Quorums (§2.2): so many of these keys are needed to decrypt. A trustee on its own is a quorum
of one; a threshold group is a quorum of some of its members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.group import Element, Group
from stembus.protocol.proofs import check_knowledge, parse_proof
from stembus.protocol.wire import Json, known_fields, text


@dataclass(frozen=True, slots=True)
class Quorum:
    """`needed` of the holders of `verification_keys` can together decrypt for `key`."""

    needed: int
    key: Element
    verification_keys: tuple[Element, ...]


def parse_key(value: Json, group: Group) -> Element:
    """The public key of a trustee, with the proof that its secret is known (K of §2.2).

    Refuses with `json.*`, `element.invalid`, `scalar.out_of_range` or `trustees.proof`.
    """
    pok, public_key, _, name = known_fields(value, "pok", "public_key", "signature?", "name?")
    text("" if name is None else name)
    with within("public_key"):
        key = group.decode(text(public_key))
    with within("pok"):
        check_knowledge(
            group, key, key_prefix(group, key), parse_proof(pok, group), Code.TRUSTEES_PROOF
        )
    return key


def key_prefix(group: Group, key: Element) -> str:
    return f"pok|{group.name}|{group.encode(key)}|"


def combine(group: Group, quorum: Quorum, shares: Mapping[int, Sequence[Element]]) -> list[Element]:
    """What the quorum's secret makes of some elements, from what its members' secrets make of
    them (§2.5): the product of share^lambda over the first `needed` members in `shares`, which
    maps a member's number (from 1) to its shares.

    Refuses with `decryption.missing`.
    """
    members = list(islice(shares, quorum.needed))
    if len(members) < quorum.needed:
        raise Rejected(Code.DECRYPTION_MISSING)
    weights = [_lagrange(group, member, members) for member in members]
    rows = zip(*(shares[member] for member in members), strict=True)
    if weights == [1]:
        return [share for (share,) in rows]
    return [group.multi_power(row, weights) for row in rows]


def _lagrange(group: Group, member: int, members: Sequence[int]) -> int:
    """The member's coefficient for the value at 0 of the polynomial through all members."""
    numerator = denominator = 1
    for other in members:
        if other != member:
            numerator = numerator * other % group.order
            denominator = denominator * (other - member) % group.order
    return numerator * pow(denominator, -1, group.order) % group.order
