"""Archives: ours and the peer's verifier on the same file, one after the other."""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench.making import CORES, Sample, say


def seconds_of_ours(path: Path, jobs: int) -> float:
    command = [sys.executable, "-m", "stembus.verify.command", str(path), "--json"]
    return _seconds([*command, "--jobs", str(jobs)])


def seconds_of_peer(path: Path) -> float:
    """belenios-tool looks for the one archive of a directory. It uses one core."""
    return _seconds(["belenios-tool", "election", "verify", "--dir", str(path.parent)])


def _seconds(command: list[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - began


def verification(ballots: int) -> dict[str, object]:
    """An archive of this many ballots, 10 answers of which 1 is chosen, in both groups."""
    found: dict[str, object] = {"ballots": ballots, "cores": CORES}
    for name in ("BELENIOS-2048", "Ed25519"):
        say(f"verification of {ballots} ballots in {name} …")
        sample = Sample(name, 10, 1, ballots)
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / f"{'1' * 14}.bel"
            sample.write(path, list(sample.ballots(ballots)))
            found[name] = _compare(path, name, ballots)
    return found


def _compare(path: Path, name: str, ballots: int) -> dict[str, float]:
    ours, all_cores = seconds_of_ours(path, 1), seconds_of_ours(path, CORES)
    row = {
        "stembus_verify_one_core_s": round(ours, 1),
        "stembus_verify_s": round(all_cores, 1),
        "ballots_per_second": round(ballots / all_cores),
    }
    if name == "BELENIOS-2048":  # the peer's release in Debian has no Ed25519
        peer = seconds_of_peer(path)
        row |= {
            "belenios_tool_s": round(peer, 1),
            "peer_over_ours_one_core": round(peer / ours, 2),
            "peer_over_ours": round(peer / all_cores, 2),
        }
    return row
