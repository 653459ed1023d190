"""One ballot: its full check, beside the peer's, timed as the difference of two archives.

The peer is Debian's belenios-tool 2.0, which has no Ed25519: release 3.3.0 has, and took 0.372 of
the time of 2.0 in BELENIOS-2048 when both were measured on one machine (ADR 26). It is packaged
nowhere, so here its time is estimated from that.
"""

import tempfile
from pathlib import Path

from bench.making import Sample
from bench.measure import cpu_here, least, rounded, say
from bench.verifying import cost_of_peer
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import Election, parse_election
from tests.protocol.comparing import on
from tests.protocol.cores import LIBSODIUM, MISSING

SHAPES = ((2, 1), (10, 1), (10, 5), (30, 1))
FEW, REPEATS, FAST_REPEATS = 4, 3, 15
NEWER_PEER = 10.5 / 28.2  # belenios-tool 3.3.0 in Ed25519 over 2.0 in BELENIOS-2048, 10/1


def checks(many: int) -> dict[str, object]:
    """For each shape `answers/most`: milliseconds of processor time for a ballot."""
    return {f"{answers}/{most}": _check(answers, most, many) for answers, most in SHAPES}


def _check(answers: int, most: int, many: int) -> dict[str, object]:
    say(f"check of a ballot {answers}/{most} …")
    fast, same = (Sample(name, answers, most, many) for name in ("Ed25519", "BELENIOS-2048"))
    ballots = list(same.ballots(many))
    peer = _peer(same, ballots)
    ours = _ours(parse_election(same.setup[0]), ballots, REPEATS)
    election, ballots = parse_election(fast.setup[0]), list(fast.ballots(many))
    libsodium = _ours(on(LIBSODIUM, election), ballots, REPEATS)
    found: dict[str, object] = {
        "belenios_tool_BELENIOS-2048_ms": rounded(1000 * peer),
        "BELENIOS-2048_ms": rounded(1000 * ours),
        "Ed25519_libsodium_ms": rounded(1000 * libsodium),
        "peer_over_ours_BELENIOS-2048": rounded(peer / ours),
        "peer_over_ours_Ed25519_libsodium": rounded(peer / libsodium),
    }
    return found if MISSING else found | _native(election, ballots, peer, libsodium)


def _native(
    election: Election, ballots: list[bytes], peer: float, libsodium: float
) -> dict[str, object]:
    from bench.shares import shares

    native = _ours(election, ballots, FAST_REPEATS)
    return {
        "Ed25519_ms": rounded(1000 * native),
        "libsodium_over_native": rounded(libsodium / native),
        "peer_over_ours_Ed25519": rounded(peer / native),
        "newer_peer_over_ours_Ed25519_estimated": rounded(NEWER_PEER * peer / native),
        "shares": shares(election, ballots, FAST_REPEATS),
    }


def _ours(election: Election, ballots: list[bytes], repeats: int) -> float:
    """Seconds for one ballot."""

    def check() -> None:
        for raw in ballots:
            check_ballot(raw, election)

    return least(lambda: cpu_here(check), repeats) / len(ballots)


def _peer(sample: Sample, ballots: list[bytes]) -> float:
    """Seconds for one ballot: by how much more ballots take longer."""
    more = _peer_verifies(sample, ballots) - _peer_verifies(sample, ballots[:FEW])
    return more / (len(ballots) - FEW)


def _peer_verifies(sample: Sample, ballots: list[bytes]) -> float:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"{'1' * 14}.bel"
        sample.write(path, ballots)
        return least(lambda: cost_of_peer(path).cpu, REPEATS)
