"""One ballot: its full check, beside the peer's, timed as the difference of two archives."""

import tempfile
from pathlib import Path

from bench.making import Sample
from bench.measure import cpu_here, least, rounded, say
from bench.verifying import cost_of_peer
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import parse_election

SHAPES = ((2, 1), (10, 1), (10, 5), (30, 1))
FEW, REPEATS = 4, 3


def checks(many: int) -> dict[str, object]:
    """For each shape `answers/most`: milliseconds of processor time for a ballot."""
    return {f"{answers}/{most}": _check(answers, most, many) for answers, most in SHAPES}


def _check(answers: int, most: int, many: int) -> dict[str, float]:
    say(f"check of a ballot {answers}/{most} …")
    fast, same = (Sample(name, answers, most, many) for name in ("Ed25519", "BELENIOS-2048"))
    ballots = list(same.ballots(many))
    peer, ours = _peer(same, ballots), _ours(same, ballots)
    ours_fast = _ours(fast, list(fast.ballots(many)))
    return {
        "belenios_tool_BELENIOS-2048_ms": rounded(1000 * peer),
        "BELENIOS-2048_ms": rounded(1000 * ours),
        "Ed25519_ms": rounded(1000 * ours_fast),
        "peer_over_ours_BELENIOS-2048": rounded(peer / ours),
        "peer_over_ours_Ed25519": rounded(peer / ours_fast),
    }


def _ours(sample: Sample, ballots: list[bytes]) -> float:
    """Seconds for one ballot."""
    election = parse_election(sample.setup[0])

    def check() -> None:
        for raw in ballots:
            check_ballot(raw, election)

    return least(lambda: cpu_here(check), REPEATS) / len(ballots)


def _peer(sample: Sample, ballots: list[bytes]) -> float:
    """Seconds for one ballot: by how much more ballots take longer."""
    more = _peer_verifies(sample, ballots) - _peer_verifies(sample, ballots[:FEW])
    return more / (len(ballots) - FEW)


def _peer_verifies(sample: Sample, ballots: list[bytes]) -> float:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"{'1' * 14}.bel"
        sample.write(path, ballots)
        return least(lambda: cost_of_peer(path).cpu, REPEATS)
