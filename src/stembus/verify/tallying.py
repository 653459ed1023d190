"""From the encrypted tally to the result."""

from collections.abc import Mapping

from stembus.protocol.board import EventType
from stembus.protocol.chain import ENVELOPE
from stembus.protocol.decryption import Factors, check_partial_decryption
from stembus.protocol.errors import Code, Rejected, renamed, within
from stembus.protocol.result import check_result, open_tally
from stembus.protocol.tally import Tally, encrypted_tally, sized_tally
from stembus.protocol.wire import Json, fields, integer, parse_canonical
from stembus.verify.archive import Archive
from stembus.verify.setup import Setup


def check_encrypted_tally(archive: Archive, setup: Setup, tally: Tally) -> None:
    """That the published tally, if there is one, is the sum of the ballots to the last byte.

    Refuses with `tally.mismatch`.
    """
    expected = encrypted_tally(setup.election, tally)
    for event in archive.of_type(EventType.ENCRYPTED_TALLY):
        encrypted, sized = map(archive.read, event.data)
        with within(event.where):
            if encrypted != expected:
                raise Rejected(Code.TALLY_MISMATCH, "encrypted_tally")
            if sized != sized_tally(tally, expected):
                raise Rejected(Code.TALLY_MISMATCH, "sized_tally")


def check_decryptions(archive: Archive, setup: Setup, tally: Tally) -> Mapping[int, Factors]:
    """All partial decryptions, by owner; also those that would not be needed.

    Refuses with `decryption.owner` for one of nobody, or the second of somebody, or with what
    `check_partial_decryption` refuses with.
    """
    partials: dict[int, Factors] = {}
    keys = setup.trustees.verification_keys
    for event in archive.of_type(EventType.PARTIAL_DECRYPTION):
        raw, envelope = map(archive.read, event.data)
        with within(event.where):
            owner = parse_owner(envelope, Code.DECRYPTION_SHAPE)
            if owner not in keys or owner in partials:
                raise Rejected(Code.DECRYPTION_OWNER, "owner")
            with within("partial_decryption"):
                partials[owner] = check_partial_decryption(
                    raw, setup.election, keys[owner], tally.rows
                )
    return partials


def parse_owner(envelope: bytes, shape: Code) -> int:
    """Whose a shuffle or partial decryption is. Refuses with the code `shape`."""
    with renamed({Code.JSON_SHAPE: shape}), within("owner"):
        owner, _ = fields(parse_canonical(envelope), *ENVELOPE[EventType.PARTIAL_DECRYPTION])
        return integer(owner)


def check_published_result(
    archive: Archive, setup: Setup, tally: Tally, partials: Mapping[int, Factors]
) -> list[Json] | None:
    """The rows of the result, if there is one, each number of which was decrypted.

    Refuses with `decryption.missing`, or what `check_result` refuses with.
    """
    for event in archive.of_type(EventType.RESULT):
        raw = archive.read(event.data[0])
        with within(event.where):
            opened = open_tally(setup.election, setup.trustees, tally, partials)
            return check_result(raw, setup.election, tally, opened)
    return None
