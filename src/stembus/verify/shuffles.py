"""The shuffles, between the encrypted tally and its decryption."""

from stembus.protocol.board import EventType
from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.mixnet import check_shuffle, needs_shuffles
from stembus.protocol.tally import Tally
from stembus.verify.archive import Archive
from stembus.verify.setup import Setup
from stembus.verify.tallying import parse_owner


def check_shuffles(archive: Archive, setup: Setup, tally: Tally) -> Tally:
    """The tally as it is to be decrypted: after the last shuffle.

    Refuses with `shuffle.missing`, `shuffle.unneeded`, `shuffle.owner` for one of nobody, or what
    `check_shuffle` refuses with.
    """
    _check_needed(archive, needs_shuffles(setup.election))
    for event in archive.of_type(EventType.SHUFFLE):
        raw, envelope = map(archive.read, event.data)
        with within(event.where):
            if parse_owner(envelope, Code.SHUFFLE_SHAPE) not in setup.trustees.verification_keys:
                raise Rejected(Code.SHUFFLE_OWNER, "owner")
            with within("shuffle"):
                tally = check_shuffle(raw, setup.election, tally)
    return tally


def _check_needed(archive: Archive, needed: bool) -> None:
    """Unshuffled answers, once decrypted, would show how everybody voted."""
    shuffles = archive.of_type(EventType.SHUFFLE)
    if shuffles and not needed:
        raise Rejected(Code.SHUFFLE_UNNEEDED, shuffles[0].where)
    decryptions = archive.of_type(EventType.PARTIAL_DECRYPTION)
    if decryptions and needed and not shuffles:
        raise Rejected(Code.SHUFFLE_MISSING, decryptions[0].where)
