"""One ballot: its full check, beside the peer's, timed as the difference of two archives."""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.making import Sample, say
from bench.verifying import seconds_of_peer
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import parse_election

SHAPES = ((2, 1), (10, 1), (10, 5), (30, 1))
FEW, REPEATS = 4, 5


def checks(many: int) -> dict[str, object]:
    """Milliseconds a ballot, for each shape `answers/most`."""
    found: dict[str, object] = {}
    for answers, most in SHAPES:
        row: dict[str, float] = {}
        for name in ("Ed25519", "BELENIOS-2048"):
            say(f"check of a ballot {answers}/{most} in {name} …")
            sample = Sample(name, answers, most, many)
            ballots = list(sample.ballots(many))
            row[f"{name}_ms"] = round(_ours(sample, ballots), 2)
            if name == "BELENIOS-2048":
                row["belenios_tool_BELENIOS-2048_ms"] = round(_peer(sample, ballots), 2)
        peer = row["belenios_tool_BELENIOS-2048_ms"]
        row["peer_over_ours_BELENIOS-2048"] = round(peer / row["BELENIOS-2048_ms"], 2)
        row["peer_over_ours_Ed25519"] = round(peer / row["Ed25519_ms"], 2)
        found[f"{answers}/{most}"] = row
    return found


def _ours(sample: Sample, ballots: list[bytes]) -> float:
    election = parse_election(sample.setup[0])
    return median(_check_all(election, ballots[:10]) for _ in range(REPEATS))


def _check_all(election: object, ballots: list[bytes]) -> float:
    began = perf_counter()
    for raw in ballots:
        check_ballot(raw, election)
    return 1000 * (perf_counter() - began) / len(ballots)


def _peer(sample: Sample, ballots: list[bytes]) -> float:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"{'1' * 14}.bel"
        times = []
        for number in (FEW, len(ballots)):
            sample.write(path, ballots[:number])
            times.append(seconds_of_peer(path))
    return 1000 * (times[1] - times[0]) / (len(ballots) - FEW)
