"""The tally: multiplying the ciphertexts of ballots that were checked before."""

from itertools import cycle, islice

from bench.making import Sample
from bench.measure import cpu_here, rounded, say
from stembus.protocol.ballot import read_ballot
from stembus.protocol.election import parse_election
from stembus.protocol.tally import encrypted_tally, sum_ballots

DIFFERENT = 100


def tally(number: int) -> dict[str, object]:
    """Reading and adding up so many ballots, 10 answers: seconds of one core in each group."""
    groups = ("Ed25519", "BELENIOS-2048")
    return {"ballots": number, **{f"{name}_s": _seconds(name, number) for name in groups}}


def _seconds(name: str, number: int) -> float:
    """The same ballots again and again: others would take as long."""
    say(f"tally of {number} ballots in {name} …")
    sample = Sample(name, 10, 1, DIFFERENT)
    election = parse_election(sample.setup[0])
    raws = islice(cycle(list(sample.ballots(DIFFERENT))), number)

    def add() -> None:
        ballots = ((read_ballot(raw, election), 1) for raw in raws)
        encrypted_tally(election, sum_ballots(election, ballots))

    return rounded(cpu_here(add))
