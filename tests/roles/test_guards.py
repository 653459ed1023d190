"""What is written stays, for the schema's owner too, until its term has passed."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from tests.roles.conftest import Database

APPEND_ONLY = (
    *("ballots_ballot", "board_record", "board_checkpoint", "audit_entry"),
    *("tallies_encryptedtally", "tallies_partialdecryption", "tallies_result"),
    *("proceedings_lot", "proceedings_departure", "proceedings_incident"),
    *("proceedings_officialrecord", "proceedings_objection", "proceedings_ruling"),
    *("proceedings_recount", "proceedings_recountreport", "elections_addition"),
)
# Of which an election that was held has rows.
FILLED = (
    *("ballots_ballot", "board_record", "board_checkpoint", "audit_entry"),
    *("tallies_encryptedtally", "tallies_partialdecryption", "tallies_result"),
    *("proceedings_officialrecord", "proceedings_objection"),
)
# As of an election whose terms have passed long ago, and as if its objection was decided then.
AGED = "UPDATE elections_election SET concluded_at = concluded_at - interval '40 years'"
DECIDED = (
    "INSERT INTO proceedings_ruling (objection_id, text, by, at)"
    " SELECT id, 'No.', 'Org', now() - interval '40 years' FROM proceedings_objection"
)


@pytest.fixture
def owner(database: Database, organisations: list[dict[str, str]]) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as connection:
        yield connection
        connection.rollback()


def refused(connection: psycopg.Connection, statement: str, table: str = "") -> None:
    with pytest.raises(InsufficientPrivilege), connection.transaction():
        connection.execute(sql.SQL(statement).format(sql.Identifier(table)))  # type: ignore[arg-type]


@pytest.mark.parametrize("table", FILLED)
def test_the_owner_can_change_and_delete_nothing_of_it(
    owner: psycopg.Connection, table: str
) -> None:
    (column,) = owner.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1", [table]
    ).fetchone() or ("",)
    refused(owner, f'UPDATE {{}} SET "{column}" = "{column}"', table)
    refused(owner, "DELETE FROM {}", table)
    refused(owner, "TRUNCATE {} CASCADE", table)


def test_every_table_that_only_grows_has_its_guards(owner: psycopg.Connection) -> None:
    found = owner.execute(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname IN"
        " ('append_only', 'append_only_all') AND tgenabled = 'O' GROUP BY 1 HAVING count(*) = 2"
    ).fetchall()
    assert {table for (table,) in found} == set(APPEND_ONLY)


def test_what_is_not_frozen_can_be_changed_by_whose_row_says_so(
    database: Database, organisations: list[dict[str, str]]
) -> None:
    """A guard asks nothing that the role may not ask."""
    with database.connect("registrar") as registrar:
        registrar.execute("UPDATE elections_election SET codes_made = 0")
        registrar.execute("UPDATE elections_revocation SET withdrawn = false")
        registrar.rollback()
    with database.connect("organiser") as organiser:
        about = [organisations[0]["person"]]
        organiser.execute("SELECT set_config('stembus.person', %s, true)", about)
        assert organiser.execute("UPDATE elections_election SET edition = 1").rowcount == 2
        assert organiser.execute("UPDATE elections_poll SET name = 'Another'").rowcount == 2
        organiser.rollback()


def test_what_the_opening_froze_is_written_once(owner: psycopg.Connection) -> None:
    refused(owner, "UPDATE elections_election SET rules = '{{}}' WHERE rules <> ''")
    refused(owner, "UPDATE elections_poll SET definition = '{{}}' WHERE definition <> ''")
    refused(owner, "UPDATE elections_poll SET trustee_keys = '[]' WHERE definition <> ''")
    refused(owner, "UPDATE elections_publiccredential SET weight = 2")
    owner.execute("UPDATE elections_election SET name = 'Another'")


@pytest.mark.parametrize(
    "process", ("owner", "organiser", "booth", "sequencer", "registrar", "tallier")
)
def test_nobody_but_retention_deletes_when_the_term_has_passed(
    database: Database, organisations: list[dict[str, str]], process: str
) -> None:
    with database.connect() as superuser:
        superuser.execute(AGED)
        superuser.execute(f"SET ROLE stembus_{process}")  # type: ignore[arg-type]
        refused(superuser, "DELETE FROM ballots_ballot")
        superuser.rollback()


def test_retention_deletes_when_the_term_has_passed_and_not_before(
    database: Database, organisations: list[dict[str, str]]
) -> None:
    with database.connect() as superuser:
        superuser.execute("SET ROLE stembus_retention")
        refused(superuser, "DELETE FROM ballots_ballot")
        superuser.execute("RESET ROLE")
        superuser.execute(AGED)
        superuser.execute("SET ROLE stembus_retention")
        refused(superuser, "DELETE FROM ballots_ballot")  # there is an objection
        superuser.execute("RESET ROLE")
        superuser.execute(DECIDED)
        superuser.execute("SET ROLE stembus_retention")
        assert superuser.execute("DELETE FROM ballots_ballot").rowcount
        superuser.execute("RESET ROLE")
        refused(superuser, "DELETE FROM audit_entry")
        superuser.rollback()


def test_a_booth_that_was_taken_over_adds_no_ballot_after_the_closing(
    database: Database, organisations: list[dict[str, str]]
) -> None:
    """Nor with a time of its own: the table's gate decides, not the statement."""
    with database.connect() as superuser, database.connect("booth") as booth:
        (poll,) = superuser.execute(
            "SELECT id FROM elections_poll WHERE election_id = %s", [organisations[0]["held"]]
        ).fetchone() or (None,)
        (key,) = superuser.execute(
            "SELECT key FROM elections_publiccredential WHERE poll_id = %s", [poll]
        ).fetchone() or (None,)
        late = booth.execute(
            "INSERT INTO ballots_ballot VALUES (gen_random_uuid(), %s, 'late', '{}', '',"
            " now() - interval '1 year', %s)",
            [key, poll],
        )
        assert late.rowcount == 0
        booth.rollback()
