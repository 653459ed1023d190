"""One target under libFuzzer: `python -m tests.fuzz.run TARGET [libFuzzer's arguments]`.

Python's side is instrumented, the wheel is not: what guides the search is how Python reads and
refuses. Ballots are changed as JSON, leaf by leaf, and most are signed again: few other changes
come past the first check.
"""

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["stembus.protocol"]):
    from tests.fuzz.targets import TARGETS

from stembus.protocol.errors import Rejected
from stembus.protocol.wire import parse, render
from tests.protocol.comparing import ELECTION
from tests.protocol.mutating import leaves, mutated, signed


def mutate(data: bytes, size: int, seed: int) -> bytes:
    random = Random(seed)
    try:
        paths = leaves(parse(data))
        if random.random() < 0.1:
            return bytes(atheris.Mutate(data, size))
        body = mutated(data, random.choice(paths), random)
        raw = signed(ELECTION, body) if random.random() < 0.7 else render(body)
    except (Rejected, AttributeError, KeyError, TypeError, ValueError, IndexError):
        raw = bytes(atheris.Mutate(data, size))
    return raw[:size]


def main() -> None:
    name, *options = sys.argv[1:]
    extra = {"custom_mutator": mutate} if name == "ballots" else {}
    # libFuzzer starts itself again to merge, by what it takes for its own name.
    itself = f"{sys.executable} -m tests.fuzz.run {name}"
    atheris.Setup([itself, *options], TARGETS[name], **extra)
    atheris.Fuzz()


main()
