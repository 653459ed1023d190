"""What is fuzzed: each target takes bytes, and fails if the cores make different things of them."""

from collections.abc import Callable, Mapping
from hashlib import sha512
from pathlib import Path

from stembus.protocol.ed25519 import Ed25519
from tests.protocol.comparing import ELECTION, checked, decoded, on, outcome
from tests.protocol.cores import CORES

CORPUS = Path(__file__).parent / "corpus"
_ELECTIONS = [on(core, ELECTION) for core in CORES]
_WIDTH, _MOST = 32, 6


def elements(data: bytes) -> None:
    """Each 32 bytes are written as an element is; what is left over is text as it stands."""
    pieces = [data[start : start + _WIDTH] for start in range(0, len(data), _WIDTH)][:_MOST]
    texts = [
        piece[::-1].hex() if len(piece) == _WIDTH else piece.decode("latin-1") for piece in pieces
    ]
    _agree(lambda core: decoded(core, texts))
    _agree(lambda core: outcome(lambda: _computed(core, texts)))


def _computed(core: Ed25519, texts: list[str]) -> object:
    """Everything that the group computes, of elements that are members."""
    members = core.decode_many(texts)
    numbers = [core.scalar_from_bytes(sha512(text.encode()).digest()) for text in texts]
    branches = [
        (a, b, count, x, y)
        for count, (a, b, x, y) in enumerate(
            zip(members, members[1:], numbers, numbers[1:], strict=False)
        )
    ]
    return [
        core.multi_power(members, numbers),
        core.product(members),
        *(core.power(member, x) for member, x in zip(members, numbers, strict=True)),
        core.one_of_challenges(core.power(core.generator, 7), [("fuzz|", branches)]),
    ]


def ballots(data: bytes) -> None:
    """The bytes of a ballot."""
    first, *others = (checked(data, election) for election in _ELECTIONS)
    _same(first, others)


def _agree(compute: Callable[[Ed25519], object]) -> None:
    first, *others = (compute(core) for core in CORES)
    _same(first, others)


def _same(first: object, others: list[object]) -> None:
    if others != [first] * len(others):
        raise AssertionError(f"the cores disagree: {first!r}, {others!r}")


TARGETS: Mapping[str, Callable[[bytes], None]] = {"elements": elements, "ballots": ballots}
