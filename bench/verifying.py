"""Archives: ours and the peer's verifier on the same file, one after the other."""

import tempfile
from pathlib import Path

from bench.making import CORES, Sample
from bench.measure import Cost, cost_of, rounded, say
from tests.service import COMMANDS


def cost_of_ours(path: Path, jobs: int) -> Cost:
    return cost_of(COMMANDS / "stembus-verify", path, "--quiet", "--jobs", str(jobs))


def cost_of_peer(path: Path) -> Cost:
    """belenios-tool looks for the one archive of a directory. It uses one core."""
    return cost_of("belenios-tool", "election", "verify", "--dir", path.parent)


def verification(ballots: int) -> dict[str, object]:
    """An archive of this many ballots, 10 answers of which 1 is chosen, in both groups."""
    found: dict[str, object] = {"ballots": ballots, "cores": CORES}
    for name in ("BELENIOS-2048", "Ed25519"):
        say(f"verification: {ballots} ballots in {name} are being made …")
        sample = Sample(name, 10, 1, ballots)
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / f"{'1' * 14}.bel"
            sample.write(path, list(sample.ballots(ballots)))
            say(f"verification of {ballots} ballots in {name} …")
            found[name] = _compare(path, name, ballots)
    return found


def _compare(path: Path, name: str, ballots: int) -> dict[str, float]:
    """Seconds of processor time on one core; on the wall with all of them."""
    one, all_cores = cost_of_ours(path, 1).cpu, cost_of_ours(path, CORES).wall
    row = {
        "stembus_verify_one_core_s": rounded(one),
        "stembus_verify_s": rounded(all_cores),
        "ballots_per_second": rounded(ballots / all_cores),
    }
    if name == "BELENIOS-2048":  # the peer's release in Debian has no Ed25519
        peer = cost_of_peer(path)
        row |= {
            "belenios_tool_s": rounded(peer.wall),
            "peer_over_ours_one_core": rounded(peer.cpu / one),
            "peer_over_ours": rounded(peer.wall / all_cores),
        }
    return row
