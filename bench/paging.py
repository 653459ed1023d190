"""Pages' server time on PostgreSQL with many voters and elections, beside a page by hand.

The peer counts the same roll and reads its first hundred lines in two statements, and renders
nothing. Times are medians of one process, by Django's test client; the database role is that of the
page's process, and, by turns, a superuser's without grants and row-level security.
"""

import tempfile

from bench.measure import printed_by, rounded, say
from tests.postgres import postgresql


def measure(voters: int, elections: int) -> dict[str, object]:
    say(f"pages: {elections} elections, one with {voters} voters, on PostgreSQL …")
    with tempfile.TemporaryDirectory() as home, postgresql() as url:
        found: dict[str, dict[str, float]] = printed_by(
            "bench.page_times", voters, elections, DATABASE_URL=url, STEMBUS_HOME=home
        )
    peer = found.pop("peer")["ms"]
    return {
        "voters": voters,
        "elections": elections,
        "count_and_limit_ms": rounded(peer),
        "pages": {name: _beside(page, peer) for name, page in found.items()},
    }


def _beside(page: dict[str, float], peer: float) -> dict[str, float]:
    milliseconds = page["ms"]
    return {
        "ms": rounded(milliseconds),
        "over_count_and_limit": rounded(milliseconds / peer),
        "over_without_policies": rounded(milliseconds / page["without_policies_ms"]),
        "queries": page["queries"],
    }
