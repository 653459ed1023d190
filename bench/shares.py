"""Where the time of a check goes: each library's functions are timed from Python."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from bench.measure import rounded
from stembus.protocol import ed25519_native, hashing, wire
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import Election

native = ed25519_native.native
PARTS = {
    "rust": [(native, name) for name in ("decode", "double_powers", "product")],
    "hashing": [(hashing, "sha256")],
    "json": [(wire._DECODER, "decode"), (wire._ENCODER, "encode")],
}


def shares(election: Election, ballots: list[bytes], times: int) -> dict[str, float]:
    """Of the least time of a ballot, what each part takes. The rest is Python, the timing of the
    parts included; the hashing of proofs is in Rust."""
    least: dict[str, float] = {}
    for _ in range(times):
        spent = _spent(election, ballots)
        if not least or spent["all"] < least["all"]:
            least = spent
    whole = least.pop("all")
    least["python"] = whole - sum(least.values())
    return {part: rounded(seconds / whole, 2) for part, seconds in least.items()}


def _spent(election: Election, ballots: list[bytes]) -> dict[str, float]:
    spent: Counter[str] = Counter()
    with _timed(spent):
        began = perf_counter()
        for raw in ballots:
            check_ballot(raw, election)
        spent["all"] += perf_counter() - began
    return dict(spent)


@contextmanager
def _timed(spent: Counter[str]) -> Iterator[None]:
    key = ed25519_native._key
    replaced = [(owner, name, part) for part, all in PARTS.items() for owner, name in all]
    before = [getattr(owner, name) for owner, name, _ in replaced]
    for (owner, name, part), function in zip(replaced, before, strict=True):
        setattr(owner, name, _timing(function, spent, part))
    ed25519_native._key = lambda point: _TimedKey(key(point), spent)  # type: ignore[assignment]
    try:
        yield
    finally:
        ed25519_native._key = key
        for (owner, name, _), function in zip(replaced, before, strict=True):
            setattr(owner, name, function)


class _TimedKey:
    def __init__(self, key: Any, spent: Counter[str]) -> None:
        self.challenges = _timing(key.challenges, spent, "rust")


def _timing(function: Callable[..., Any], spent: Counter[str], part: str) -> Callable[..., Any]:
    def timed(*arguments: Any) -> Any:
        began = perf_counter()
        result = function(*arguments)
        spent[part] += perf_counter() - began
        return result

    return timed
