"""What sealing personal data costs: the same work with and without it, on PostgreSQL."""

import tempfile

from bench.measure import printed_by, rounded, say
from tests.postgres import postgresql


def measure(voters: int, opened: int) -> dict[str, object]:
    """Processor seconds of the process that reads, stores, shows or opens; and the ratio."""
    sealed, plain = _work(voters, opened), _work(voters, opened, "plain")
    return {
        "voters": voters,
        "voters_of_the_opening": opened,
        "sealed": {name: rounded(value) for name, value in sealed.items()},
        "sealed_over_plain": {name: rounded(sealed[name] / plain[name]) for name in plain},
    }


def _work(voters: int, opened: int, *how: str) -> dict[str, float]:
    say(f"sealing: {voters} voters, {' '.join(how) or 'sealed'} …")
    with tempfile.TemporaryDirectory() as home, postgresql() as url:
        found: dict[str, float] = printed_by(
            "bench.sealed_work", voters, opened, *how, DATABASE_URL=url, STEMBUS_HOME=home
        )
    return found
