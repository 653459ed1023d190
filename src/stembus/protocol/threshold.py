"""Threshold groups, as published (§2.2): any `threshold` of the members can decrypt.

Each member dealt a polynomial and published its coefficients in the exponent (`coefexps`); its
certificate holds the key that signed them. The members' verification keys follow from all of the
coefficients.

There are two forms. In the older one nothing binds the parts together. In the newer one each
certificate says to which group it belongs (`context`), each member signs all certificates
together (`signatures`), and each signs its verification key. As the context is itself signed,
the newer form can't be passed off as the older one by leaving the other signatures out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from stembus.protocol.errors import Code, Rejected, each, within
from stembus.protocol.group import Element, Group
from stembus.protocol.proofs import check_knowledge, parse_proof
from stembus.protocol.quorum import Quorum, parse_key
from stembus.protocol.wire import (
    Json,
    array,
    fields,
    integer,
    known_fields,
    parse_canonical,
    render,
    text,
)

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class _Published:
    """What the members published; every list is in the order of the members.

    `signatures` is None in the older form.
    """

    group: Group
    threshold: int
    certs: list[Json]
    coefexps: list[Json]
    signatures: list[Json] | None
    verification_keys: list[Json]


def parse_threshold(value: Json, group: Group) -> Quorum:
    """The quorum that a threshold group is, with everything in it checked (T of §2.2).

    Refuses with `json.*`, `element.invalid`, `scalar.out_of_range`, `trustees.shape`,
    `trustees.proof`, `trustees.signature` or `trustees.verification_key`.
    """
    published = _parse(value, group)
    numbers = range(1, len(published.certs) + 1)
    signers = _each("certs", partial(_signer, published), numbers, published.certs)
    dealt = _each("coefexps", partial(_coefficients, published), signers, published.coefexps)
    if published.signatures is not None:
        check = partial(_check_certs_signature, published)
        _each("signatures", check, signers, published.coefexps, published.signatures)
    polynomial = [group.product(column) for column in zip(*dealt, strict=True)]
    check_key = partial(_verification_key, published, polynomial)
    keys = _each("verification_keys", check_key, numbers, signers, published.verification_keys)
    return Quorum(published.threshold, polynomial[0], tuple(keys))


def _each(name: str, check: Callable[..., _Part], *columns: Iterable[object]) -> list[_Part]:
    """`check` for each member, on its row of the columns. Refusals are placed at `name[index]`."""
    with within(name):
        return each(zip(*columns, strict=True), lambda row: check(*row))


def _parse(value: Json, group: Group) -> _Published:
    threshold, certs, coefexps, signatures, keys = known_fields(
        value, "threshold", "certs", "coefexps", "signatures?", "verification_keys"
    )
    size = len(array(certs))
    if not 1 <= integer(threshold) <= size:
        raise Rejected(Code.TRUSTEES_SHAPE, "threshold")
    return _Published(
        group,
        integer(threshold),
        array(certs),
        array(coefexps, size),
        None if signatures is None else array(signatures, size),
        array(keys, size),
    )


def _signer(published: _Published, number: int, cert: Json) -> Element:
    """The key that a member signs with, from its certificate, which is signed with it too."""
    message, signature = fields(cert, "message", "signature")
    context, verification, encryption = fields(
        parse_canonical(text(message).encode()), "context?", "verification", "encryption"
    )
    if render(context) != render(_context(published, number)):
        raise Rejected(Code.TRUSTEES_SHAPE, "context")
    signer, _ = published.group.decode_many([text(verification), text(encryption)])
    _check_signature(published.group, signer, text(message), signature)
    return signer


def _context(published: _Published, number: int) -> dict[str, object] | None:
    """What the newer form has in the certificate of the member with this number."""
    if published.signatures is None:
        return None
    size, threshold = len(published.certs), published.threshold
    group = published.group.name
    return {"group": group, "size": size, "threshold": threshold, "index": number}


def _coefficients(published: _Published, signer: Element, coefexps: Json) -> list[Element]:
    message, signature = fields(coefexps, "message", "signature")
    _check_signature(published.group, signer, text(message), signature)
    return published.group.decode_many(_coefficient_texts(published, message))


def _coefficient_texts(published: _Published, message: Json) -> list[str]:
    (texts,) = fields(parse_canonical(text(message).encode()), "coefexps")
    return [text(item) for item in array(texts, published.threshold)]


def _check_certs_signature(
    published: _Published, signer: Element, coefexps: Json, signature: Json
) -> None:
    """A member's signature of all certificates and of what it dealt itself."""
    message, _ = fields(coefexps, "message", "signature")
    content = {"certs": published.certs, "coefexps": _coefficient_texts(published, message)}
    signed = "certs_sig|" + render(content).decode()
    _check_signature(published.group, signer, signed, signature)


def _verification_key(
    published: _Published, polynomial: Sequence[Element], number: int, signer: Element, value: Json
) -> Element:
    """A member's key: what all the dealings make it, its secret known and its owner's signature
    on it."""
    group = published.group
    key = parse_key(value, group)
    exponents = [pow(number, degree, group.order) for degree in range(len(polynomial))]
    if key != group.multi_power(polynomial, exponents):
        raise Rejected(Code.TRUSTEES_VERIFICATION_KEY)
    (signature,) = known_fields(value, "signature?")
    if (signature is None) != (published.signatures is None):
        raise Rejected(Code.TRUSTEES_SHAPE, "signature")
    if signature is not None:
        _check_signature(group, signer, group.encode(key), signature)
    return key


def _check_signature(group: Group, signer: Element, message: str, signature: Json) -> None:
    with within("signature"):
        proof = parse_proof(signature, group)
        check_knowledge(group, signer, f"sigmsg|{message}|", proof, Code.TRUSTEES_SIGNATURE)
