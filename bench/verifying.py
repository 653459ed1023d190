"""Archives: ours and the peer's verifier on the same file, one after the other."""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.making import CORES, Sample
from bench.measure import Cost, cost_of, printed_by, rounded, say
from tests.conformance import newer_tool
from tests.service import COMMANDS


def cost_of_ours(path: Path, jobs: int, **environment: str) -> Cost:
    return cost_of(COMMANDS / "stembus-verify", path, "--quiet", "--jobs", str(jobs), **environment)


def cost_of_peer(path: Path) -> Cost:
    """belenios-tool looks for the one archive of a directory. It uses one core."""
    return cost_of("belenios-tool", "election", "verify", "--dir", path.parent)


def cost_of_newer_peer(ballot: Path, status: int = 0) -> Cost:
    """To check one ballot, beside whose file there is the election's archive."""
    command = (newer_tool.COMMAND, "election", "verify-ballot", "--dir", ballot.parent)
    return cost_of(*command, "--ballot", ballot, status=status)


def verification(few: int, many: int) -> dict[str, object]:
    """Archives of so many ballots, 10 answers of which 1 is chosen: in both groups, on both cores
    that compute in Ed25519; and a large one on the native core alone.

    In a process of its own, which is small, for the peaks' sake (see `Sample.write`).
    """
    found: dict[str, object] = printed_by("bench.verifying", few, many)
    return found


def main(few: int, many: int) -> None:
    found = {
        "cores": CORES,
        f"BELENIOS-2048, {few}": _measure("BELENIOS-2048", few, _beside_the_peer),
        f"Ed25519, {few}": _measure("Ed25519", few, _on_both),
        f"Ed25519, {many}": _measure("Ed25519", many, _on_all_cores),
    }
    print(json.dumps(found))


def _measure(
    name: str, ballots: int, compare: Callable[[Path, int], dict[str, float]]
) -> dict[str, float]:
    say(f"verification: {ballots} ballots in {name} are being made …")
    sample = Sample(name, 10, 1, ballots)
    with tempfile.TemporaryDirectory() as directory:
        path = sample.write(directory, sample.ballots(ballots))
        say(f"verification of {ballots} ballots in {name} …")
        return compare(path, ballots)


def _on_all_cores(path: Path, ballots: int, **environment: str) -> dict[str, float]:
    cost = cost_of_ours(path, CORES, **environment)
    return {
        "stembus_verify_s": rounded(cost.wall),
        "ballots_per_second": rounded(ballots / cost.wall),
        "largest_process_mib": rounded(cost.peak),
    }


def _beside_the_peer(path: Path, ballots: int) -> dict[str, float]:
    """Seconds of processor time on one core; on the wall with all of them."""
    one, peer, row = cost_of_ours(path, 1).cpu, cost_of_peer(path), _on_all_cores(path, ballots)
    return row | {
        "stembus_verify_one_core_s": rounded(one),
        "belenios_tool_s": rounded(peer.wall),
        "peer_over_ours_one_core": rounded(peer.cpu / one),
        "peer_over_ours": rounded(peer.wall / row["stembus_verify_s"]),
    }


def _on_both(path: Path, ballots: int) -> dict[str, float]:
    libsodium = _on_all_cores(path, ballots, STEMBUS_NATIVE="0")
    row = _on_all_cores(path, ballots)
    return row | {
        "stembus_verify_one_core_s": rounded(cost_of_ours(path, 1).cpu),
        **{f"libsodium_{name}": value for name, value in libsodium.items()},
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
