"""`make bench`: one JSON object on standard output, progress on standard error.

Machines are noisy: compare the ratios of one run, not the times of two.
"""

import argparse
import json

from bench import casting, encrypting, importing, linking, paging, sealing, sending
from bench.checking import checks
from bench.making import CORES
from bench.measure import machine
from bench.tallying import tally
from bench.verifying import verification


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=1000, help="in the archive to verify")
    parser.add_argument("--many", type=int, default=20_000, help="in a large archive")
    parser.add_argument("--tally", type=int, default=10_000)
    parser.add_argument("--casts", type=int, default=1000)
    parser.add_argument("--linked", type=int, default=300, help="casts with and without TLS")
    parser.add_argument("--peer", type=int, default=40, help="ballots to time a peer's check with")
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--voters", type=int, default=200_000, help="on the roll to import")
    parser.add_argument("--sealed", type=int, default=50_000, help="voters on a sealed roll")
    parser.add_argument("--opened", type=int, default=5000, help="voters of a sealed opening")
    parser.add_argument("--paged", type=int, default=100_000, help="voters behind the pages")
    parser.add_argument("--elections", type=int, default=300, help="in that installation")
    options = parser.parse_args()
    found = {
        "machine": machine(),
        "check_of_one_ballot": checks(options.peer),
        "encryption_in_chromium": encrypting.measure(7),
        "tally": tally(options.tally),
        "casting": casting.measure(options.casts, 8, CORES),
        "links": linking.measure(options.linked),
        "sending": sending.measure(options.messages),
        "verification": verification(options.ballots, options.many),
        "import_of_a_roll": importing.measure(options.voters),
        "sealing": sealing.measure(options.sealed, options.opened),
        "pages": paging.measure(options.paged, options.elections),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
