"""Whose rows the organiser's role reaches: those of who asks, whatever a statement forgets."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from deploy.matrix import grants
from tests.roles.conftest import Database

# Not of elections: accounts and sessions, which a page without a log-in reads too.
WITHOUT_POLICY = {
    *("people_person", "django_session", "mfa_authenticator", "usersessions_usersession"),
    *("account_emailaddress", "socialaccount_socialapp", "socialaccount_socialaccount"),
    "organiser_cache",
    "elections_knownkey",  # fingerprints, of all elections together
}
# Tables that hold rows of both organisations, with the column that leads to the election.
VIA_ELECTION = ("rolls_voter", "elections_trustee", "proceedings_objection", "elections_poll")
VIA_POLL = ("elections_question", "elections_publiccredential", "board_record", "tallies_result")
Made = list[dict[str, str]]


@contextmanager
def session(
    database: Database, person: str = "", election: str = "", operator: str = ""
) -> Iterator[psycopg.Connection]:
    with database.connect("organiser") as connection:
        connection.execute(
            "SELECT set_config('stembus.person', %s, false), set_config('stembus.election', %s,"
            " false), set_config('stembus.operator', %s, false)",
            [person, election, operator],
        )
        yield connection
        connection.rollback()


def count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return int((found.fetchone() or (0,))[0])


def elections(connection: psycopg.Connection) -> set[str]:
    return {str(key) for (key,) in connection.execute("SELECT id FROM elections_election")}


def test_all_that_hangs_on_an_election_has_a_policy(database: Database) -> None:
    with database.connect() as superuser:
        found = superuser.execute(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND EXISTS (SELECT FROM pg_policy"
            " WHERE polrelid = c.oid AND NOT polpermissive AND polroles ="
            " ARRAY['stembus_organiser'::regrole::oid])"
        ).fetchall()
    touched = {grant.table for grant in grants("organiser")}
    assert {name for (name,) in found} == touched - WITHOUT_POLICY


@pytest.mark.parametrize("table", (*VIA_ELECTION, *VIA_POLL, "outbox_delivery", "audit_entry"))
def test_a_statement_that_forgets_to_filter_gets_nothing_of_another_organisation(
    database: Database, organisations: Made, table: str
) -> None:
    with database.connect() as superuser, session(database, organisations[0]["person"]) as mine:
        all_rows, my_rows = count(superuser, table), count(mine, table)
        assert 0 < my_rows < all_rows
        if table in VIA_ELECTION:
            theirs = sql.SQL("SELECT count(*) FROM {} WHERE election_id = %s")
            keys = [organisations[1]["held"]]
            assert mine.execute(theirs.format(sql.Identifier(table)), keys).fetchone() == (0,)


def test_on_a_page_about_an_election_even_one_s_other_elections_are_out_of_reach(
    database: Database, organisations: Made
) -> None:
    linde, eik = organisations
    with session(database, linde["person"]) as mine:
        assert elections(mine) == {linde["held"], linde["draft"]}
    with session(database, linde["person"], linde["draft"]) as mine:
        assert elections(mine) == {linde["draft"]}
    with session(database, linde["person"], eik["draft"]) as mine:
        assert elections(mine) == set()


def test_without_a_person_there_is_what_a_public_page_is_about(
    database: Database, organisations: Made
) -> None:
    linde = organisations[0]
    with session(database) as nobody:
        assert elections(nobody) == set()
        assert count(nobody, "rolls_voter") == 0
        assert count(nobody, "people_appointment") == 0
    with session(database, election=linde["trustee"]) as trustee:
        assert elections(trustee) == {linde["draft"]}
    with session(database, election=linde["held"]) as asked:
        assert elections(asked) == {linde["held"]}


def test_an_appointment_that_has_ended_reaches_nothing(
    database: Database, organisations: Made
) -> None:
    linde = organisations[0]
    with database.connect() as superuser:
        superuser.execute("UPDATE people_appointment SET until = now() - interval '1 second'")
        superuser.execute("SET ROLE stembus_organiser")
        superuser.execute("SELECT set_config('stembus.person', %s, true)", [linde["person"]])
        assert elections(superuser) == set()
        superuser.rollback()


def test_nothing_can_be_changed_added_or_deleted_where_nothing_can_be_seen(
    database: Database, organisations: Made
) -> None:
    linde, eik = organisations
    with session(database, linde["person"]) as mine:
        for statement in (
            "UPDATE elections_election SET name = 'Ours' WHERE id = %s",
            "DELETE FROM rolls_voter WHERE election_id = %s",
            "UPDATE outbox_message SET \"to\" = 'us@x.nl' WHERE election_id = %s",
        ):
            assert mine.execute(statement, [eik["draft"]]).rowcount == 0  # type: ignore[arg-type]
        for statement in (
            "INSERT INTO people_appointment (id, person_id, election_id, role)"
            f" VALUES (gen_random_uuid(), '{linde['person']}', %s, 'organiser')",
            "INSERT INTO outbox_pause (election_id, since) VALUES (%s, now())",
        ):
            with pytest.raises(InsufficientPrivilege), mine.transaction():
                mine.execute(statement, [eik["draft"]])  # type: ignore[arg-type]


def test_of_an_election_that_was_held_nothing_is_deleted(
    database: Database, organisations: Made
) -> None:
    linde = organisations[0]
    with session(database, linde["person"]) as mine:
        for table in ("elections_publiccredential", "codes_reissue", "proposals_proposal"):
            mine.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        held = "SELECT count(*) FROM elections_publiccredential c JOIN elections_poll p"
        held += " ON p.id = c.poll_id WHERE p.election_id = %s"
        assert mine.execute(held, [linde["held"]]).fetchone() != (0,)  # type: ignore[arg-type]
        gone = "DELETE FROM elections_election WHERE id = %s"
        assert mine.execute(gone, [linde["held"]]).rowcount == 0  # type: ignore[arg-type]


def test_who_founds_organisations_sees_which_there_are_and_no_roll(
    database: Database, organisations: Made
) -> None:
    with session(database, organisations[0]["person"], operator="on") as operator:
        assert count(operator, "elections_organisation") == len(organisations)
    with session(database, operator="on") as operator:
        assert count(operator, "elections_organisation") == len(organisations)
        assert count(operator, "rolls_voter") == 0
