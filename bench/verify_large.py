"""Heavy, and so not a part of `make bench`: how much memory a large archive takes.

    python -m bench.verify_large [--ballots 100000] [--group Ed25519]

Ballots with one answer, the smallest there are: the memory does not depend on their size.
"""

import argparse
import json
import tempfile
from resource import RUSAGE_CHILDREN, getrusage

from bench.making import CORES, Sample
from bench.verifying import cost_of_ours


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--group", default="Ed25519")
    options = parser.parse_args()
    sample = Sample(options.group, 1, 1, options.ballots)
    with tempfile.TemporaryDirectory() as directory:
        path = sample.write(directory, sample.ballots(options.ballots))
        seconds = cost_of_ours(path, CORES).wall
        size = path.stat().st_size
    found = {
        "ballots": options.ballots,
        "archive_mib": size >> 20,
        "seconds": round(seconds, 1),
        "ballots_per_second": round(options.ballots / seconds),
        # The largest process of all that were started, the verifier's main one by far.
        "peak_mib": getrusage(RUSAGE_CHILDREN).ru_maxrss >> 10,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
