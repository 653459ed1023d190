"""Links and spare codes as they are stored, sealed for the registrar, each bound to its row; and
letters, sealed for who prints them."""

import base64
import uuid
from collections.abc import Mapping

from stembus import keys
from stembus.domain.codes.models import Link, Spare
from stembus.domain.elections.models import Poll
from stembus.letters.letter import Letter, make_letter
from stembus.protocol.wire import Json, mapping, parse, render, text


def link(voter: uuid.UUID, poll: Poll, credential: str) -> Link:
    """Which public credential is this voter's."""
    sealed = _seal({"voter": str(voter), "credential": credential})
    return Link(voter=voter, poll=poll, sealed=sealed)


def credential_of(link: Link) -> str:
    content = _open(bytes(link.sealed))
    if content["voter"] != str(link.voter):
        raise ValueError("a link was moved to another voter: the table was tampered with")
    return text(content["credential"])


def spare(poll: Poll, weight: int, code: str, credential: str) -> Spare:
    row = Spare(poll=poll, weight=weight)
    row.sealed = _seal({"spare": str(row.pk), "code": code, "credential": credential})
    return row


def code_of(spare: Spare) -> tuple[str, str]:
    """(voting code, public credential)"""
    content = _open(bytes(spare.sealed))
    if content["spare"] != str(spare.pk):
        raise ValueError("a spare code was moved to another row: the table was tampered with")
    return text(content["code"]), text(content["credential"])


def letter(content: Letter) -> str:
    """As the outbox keeps it: text."""
    return base64.b64encode(keys.box(keys.LETTERS).encrypt(make_letter(content))).decode()


def _seal(content: dict[str, str]) -> bytes:
    return bytes(keys.box(keys.REGISTRAR).encrypt(render(content)))


def _open(sealed: bytes) -> Mapping[str, Json]:
    return mapping(parse(keys.box(keys.REGISTRAR).decrypt(sealed)))
