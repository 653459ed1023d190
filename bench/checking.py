"""One ballot: its full check, beside the peers'.

The peers are two releases of belenios-tool. Debian's 2.0 has no Ed25519; it is timed by how much
longer it takes over an archive with more ballots. The one of Debian's testing has it, and checks a
ballot at a time; it is timed by how much longer it takes to check one than to refuse an empty one.
Most of either is its start, so there is noise; without the signature and with less of it, one
answer is timed by a ballot that has many.
"""

import tempfile
from pathlib import Path

from bench.making import Sample
from bench.measure import cpu_here, least, rounded, say
from bench.verifying import cost_of_newer_peer, cost_of_peer
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import Election, parse_election
from tests.conformance import newer_tool
from tests.protocol.comparing import on
from tests.protocol.cores import LIBSODIUM, MISSING

SHAPES = ((2, 1), (10, 1), (10, 5), (30, 1))
FEW, REPEATS, FAST_REPEATS, START_REPEATS = 4, 3, 15, 80
QUESTIONS = 31
REFUSED = 124  # the status in which it ends then


def checks(many: int) -> dict[str, object]:
    """For each shape `answers/most`: milliseconds of processor time for a ballot."""
    return {f"{answers}/{most}": _check(answers, most, many) for answers, most in SHAPES}


def _check(answers: int, most: int, many: int) -> dict[str, object]:
    say(f"check of a ballot {answers}/{most} …")
    same, fast = (Sample(name, answers, most, many) for name in ("BELENIOS-2048", "Ed25519"))
    ballots = list(same.ballots(many))
    peer = _peer(same, ballots)
    ours = _ours(parse_election(same.setup[0]), ballots, REPEATS)
    ballots = list(fast.ballots(many))
    peers = {"peer": peer, **_newer_peer(answers, most)}
    return {
        "BELENIOS-2048_ms": rounded(1000 * ours),
        "peer_over_ours_BELENIOS-2048": rounded(peer / ours),
        **{f"{name}_ms": rounded(1000 * seconds) for name, seconds in peers.items()},
        **_in_ed25519(parse_election(fast.setup[0]), ballots, peers),
    }


def _in_ed25519(
    election: Election, ballots: list[bytes], peers: dict[str, float]
) -> dict[str, object]:
    libsodium = _ours(on(LIBSODIUM, election), ballots, REPEATS)
    found = {
        "Ed25519_libsodium_ms": rounded(1000 * libsodium),
        **_over("libsodium", libsodium, peers),
    }
    if MISSING:
        return found
    from bench.shares import shares

    native = _ours(election, ballots, FAST_REPEATS)
    return found | {
        "Ed25519_ms": rounded(1000 * native),
        **_over("ours", native, peers | {"libsodium": libsodium}),
        "shares": shares(election, ballots, FAST_REPEATS),
    }


def _over(name: str, seconds: float, others: dict[str, float]) -> dict[str, object]:
    return {f"{other}_over_{name}": rounded(time / seconds) for other, time in others.items()}


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
        path = sample.write(directory, ballots)
        return least(lambda: cost_of_peer(path).cpu, REPEATS)


def _newer_peer(answers: int, most: int) -> dict[str, float]:
    """Seconds for one ballot, and for an answer; nothing where this peer can't be had."""
    if not newer_tool.COMMAND.exists():
        return {}
    sample, longer = (Sample("Ed25519", answers, most, 1, number) for number in (1, QUESTIONS))
    one = _newer_peer_takes(sample, next(sample.ballots(1)), START_REPEATS)
    none = _newer_peer_takes(sample, b"{}", START_REPEATS, REFUSED)
    more = _newer_peer_takes(longer, next(longer.ballots(1)), FAST_REPEATS)
    return {"newer_peer": one - none, "newer_peer_answer": (more - one) / (QUESTIONS - 1)}


def _newer_peer_takes(sample: Sample, ballot: bytes, repeats: int, status: int = 0) -> float:
    """Seconds to start, read the election and say what it makes of the ballot."""
    with tempfile.TemporaryDirectory() as directory:
        sample.write(directory, [])
        path = Path(directory) / "ballot.json"
        path.write_bytes(ballot)
        return least(lambda: cost_of_newer_peer(path, status).cpu, repeats)
