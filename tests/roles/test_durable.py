"""A ballot that is known is acknowledged only once it is at another site too (ADR 0024)."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from stembus.domain.ballots.actions import KNOWN_POSTGRESQL
from tests.postgres import make_roles, postgresql

TABLE = """
CREATE TABLE ballots_ballot (poll_id int, tracker text);
INSERT INTO ballots_ballot VALUES (1, 'known');
GRANT SELECT ON ballots_ballot TO stembus_booth;
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def alone() -> Iterator[str]:
    """A server that waits for a standby, and has none."""
    with postgresql() as url:
        with psycopg.connect(url, autocommit=True) as superuser:
            make_roles(superuser)
            superuser.execute(TABLE)
            superuser.execute("ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'")
            superuser.execute("SELECT pg_reload_conf()")
        yield url


def test_the_answer_to_a_known_ballot_waits_for_another_site(alone: str) -> None:
    booth = psycopg.connect(alone.replace("//stembus@", "//stembus_booth@"), autocommit=True)
    with psycopg.connect(alone, autocommit=True) as superuser:
        unknown = booth.execute(KNOWN_POSTGRESQL, [1, "unknown"]).fetchone()
        assert unknown is None  # it has nothing to wait for
        notices: list[object] = []
        booth.add_notice_handler(notices.append)
        booth.pgconn.send_query_params(
            KNOWN_POSTGRESQL.replace("%s", "$1", 1).replace("%s", "$2").encode(), [b"1", b"known"]
        )
        deadline = time.monotonic() + 20
        while superuser.execute(WAITING).fetchone() != (1,):
            assert time.monotonic() < deadline, "it does not wait"
            time.sleep(0.05)
        # Cancelled, it says so: that is what `insert` takes for an unknown outcome.
        superuser.execute("SELECT pg_cancel_backend(%s)", [booth.info.backend_pid])
        result = booth.pgconn.get_result()
        assert result is not None and result.get_value(0, 0) is not None
        assert len(notices) == 1
    booth.close()
