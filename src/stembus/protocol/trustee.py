"""Trustees and their keys (§2.2).

Each entry of the published list is a quorum: a trustee on its own, or a threshold group. The
election's key is the product of the keys of all quorums, so none of them can be missed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Element, Group, Random
from stembus.protocol.proofs import prove_knowledge
from stembus.protocol.quorum import Quorum, combine, key_prefix, parse_key
from stembus.protocol.threshold import parse_threshold
from stembus.protocol.wire import Json, array, parse_canonical, render


@dataclass(frozen=True, slots=True)
class Trustees:
    """Everyone who holds a part of the election's secret. An *owner* is a trustee's number, from
    1, over all quorums in the order of the list."""

    group: Group
    quorums: tuple[Quorum, ...]

    @property
    def election_key(self) -> Element:
        return self.group.product(quorum.key for quorum in self.quorums)

    @property
    def verification_keys(self) -> Mapping[int, Element]:
        """The public key by which an owner's partial decryption is checked."""
        keys = (key for quorum in self.quorums for key in quorum.verification_keys)
        return dict(enumerate(keys, start=1))


def make_secret(group: Group, random: Random) -> int:
    return group.random_scalar(random)


def make_key(group: Group, secret: int, random: Random, name: str | None = None) -> bytes:
    """The public key of a single trustee, with the proof that its secret is known (K of §2.2)."""
    key = group.power(group.generator, secret)
    proof = prove_knowledge(group, secret, key_prefix(group, key), random)
    label = {} if name is None else {"name": name}
    return render({"pok": proof.as_json(), "public_key": group.encode(key), **label})


def parse_single(raw: bytes, group: Group) -> Element:
    """The key that `make_key` made, its proof checked.

    Refuses with `json.*`, `trustees.shape`, `trustees.proof`, `element.invalid` or
    `scalar.out_of_range`.
    """
    with renamed({Code.JSON_SHAPE: Code.TRUSTEES_SHAPE}):
        return parse_key(parse_canonical(raw), group)


def make_trustees(keys: Sequence[bytes]) -> bytes:
    """The list to publish, of single trustees with these keys; owners are in the same order."""
    return render([["Single", parse_canonical(key)] for key in keys])


def parse_trustees(raw: bytes, group: Group) -> Trustees:
    """The trustees, all proofs and signatures checked.

    Refuses with `json.*`, `trustees.*`, `element.invalid` or `scalar.out_of_range`.
    """
    with renamed({Code.JSON_SHAPE: Code.TRUSTEES_SHAPE}):
        entries = array(parse_canonical(raw))
        quorums = each(entries, lambda entry: _parse_quorum(entry, group))
    if not quorums:
        raise Rejected(Code.TRUSTEES_SHAPE)
    return Trustees(group, tuple(quorums))


def _parse_quorum(entry: Json, group: Group) -> Quorum:
    kind, value = array(entry, 2)
    if kind == "Pedersen":
        return parse_threshold(value, group)
    if kind == "Single":
        key = parse_key(value, group)
        return Quorum(needed=1, key=key, verification_keys=(key,))
    raise Rejected(Code.TRUSTEES_SHAPE)


def decryption_factors(
    trustees: Trustees, shares: Mapping[int, Sequence[Element]]
) -> list[Element]:
    """For each of some elements its power with the election's secret, from the powers with the
    owners' secrets (§2.5). `shares` maps owners to theirs, in the order in which they came.

    Refuses with `decryption.missing` at `trustees[index]`.
    """
    first, factors = 1, []
    for index, quorum in enumerate(trustees.quorums):
        last = first + len(quorum.verification_keys)
        own = {owner - first + 1: shares[owner] for owner in shares if first <= owner < last}
        with within(f"trustees[{index}]"):
            factors.append(combine(trustees.group, quorum, own))
        first = last
    return [trustees.group.product(column) for column in zip(*factors, strict=True)]
