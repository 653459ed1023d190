"""The tally: multiplying the ciphertexts of ballots that were checked before."""

from time import perf_counter

from bench.making import Sample, say
from stembus.protocol.ballot import read_ballot
from stembus.protocol.election import parse_election
from stembus.protocol.tally import encrypted_tally, sum_ballots

DIFFERENT = 100


def tally(number: int) -> dict[str, object]:
    """Reading and adding up so many ballots, 10 answers, in both groups, on one core."""
    found: dict[str, object] = {"ballots": number}
    for name in ("Ed25519", "BELENIOS-2048"):
        say(f"tally of {number} ballots in {name} …")
        sample = Sample(name, 10, 1, DIFFERENT)
        election = parse_election(sample.setup[0])
        few = list(sample.ballots(DIFFERENT))
        began = perf_counter()
        ballots = ((read_ballot(few[n % DIFFERENT], election), 1) for n in range(number))
        encrypted_tally(election, sum_ballots(election, ballots))
        found[f"{name}_s"] = round(perf_counter() - began, 2)
    return found
