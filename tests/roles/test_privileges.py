"""What each role may do is what the matrix says, and nothing else: as PostgreSQL itself answers."""

from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from deploy import grants
from deploy.matrix import OWNER, VERBS, processes, role
from tests.roles.conftest import Database, migrate

PROCESSES = tuple(processes())
OTHERS = ("TRUNCATE", "REFERENCES", "TRIGGER")
# (table, verb, column)
Cell = tuple[str, str, str]
COLUMNS = """
SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""


@pytest.fixture(scope="session")
def columns(database: Database) -> dict[str, list[str]]:
    """All tables with their columns."""
    found: dict[str, list[str]] = {}
    with database.connect() as superuser:
        for table, column in superuser.execute(COLUMNS).fetchall():
            found.setdefault(table, []).append(column)
    return found


def matrix(process: str, columns: dict[str, list[str]]) -> set[Cell]:
    """By column; a row is deleted as a whole."""
    cells = set()
    for grant in grants.grants(process):
        every = [""] if grant.verb == "DELETE" else columns[grant.table]
        cells |= {(grant.table, grant.verb, column) for column in grant.columns or every}
    return cells


def live(connection: psycopg.Connection, process: str, columns: dict[str, list[str]]) -> set[Cell]:
    asked = [
        (table, verb, column)
        for table, known in columns.items()
        for verb in VERBS.values()
        for column in ([""] if verb == "DELETE" else known)
    ]
    answers = connection.execute(
        "SELECT CASE column_ WHEN '' THEN has_table_privilege(%s, quote_ident(table_), verb) "
        "ELSE has_column_privilege(%s, quote_ident(table_), column_, verb) END "
        "FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (table_, verb, column_)",
        [role(process), role(process), *map(list, zip(*asked, strict=True))],
    ).fetchall()
    return {cell for cell, (may,) in zip(asked, answers, strict=True) if may}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_role_may_do_exactly_what_its_row_says(
    database: Database, columns: dict[str, list[str]], process: str
) -> None:
    with database.connect() as superuser:
        assert live(superuser, process, columns) == matrix(process, columns)


def test_nobody_may_empty_refer_to_or_watch_a_table(
    database: Database, columns: dict[str, list[str]]
) -> None:
    with database.connect() as superuser:
        found = superuser.execute(
            "SELECT r.rolname, t, p FROM pg_roles r, unnest(%s::text[]) t, unnest(%s::text[]) p "
            "WHERE r.rolname = ANY (%s) AND has_table_privilege(r.rolname, quote_ident(t), p)",
            [list(columns), list(OTHERS), [role(process) for process in PROCESSES]],
        ).fetchall()
        assert found == []


@pytest.mark.parametrize("process", PROCESSES)
def test_a_role_calls_the_functions_of_its_row_alone(database: Database, process: str) -> None:
    with database.connect() as superuser:
        found = superuser.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND has_function_privilege(%s, oid, 'EXECUTE')",
            [role(process)],
        ).fetchall()
    assert sorted(name for (name,) in found) == sorted(processes()[process]["calls"])


@pytest.mark.parametrize("process", PROCESSES)
def test_a_role_connects_and_uses_the_schema_and_makes_nothing(
    database: Database, process: str
) -> None:
    with database.connect() as superuser:
        (may,) = superuser.execute(
            "SELECT ARRAY[has_database_privilege(r, current_database(), 'CONNECT'),"
            " has_database_privilege(r, current_database(), 'CREATE'),"
            " has_database_privilege(r, current_database(), 'TEMP'),"
            " has_schema_privilege(r, 'public', 'USAGE'),"
            " has_schema_privilege(r, 'public', 'CREATE')] FROM (SELECT %s::name AS r) AS given",
            [role(process)],
        ).fetchall()[0]
        sequences = superuser.execute(
            "SELECT relname FROM pg_class WHERE CASE relkind WHEN 'S'"
            " THEN has_sequence_privilege(%s, oid, 'USAGE, SELECT, UPDATE') END",
            [role(process)],
        ).fetchall()
    assert may == [True, False, False, True, False]
    assert sequences == []


def test_roles_are_plain_own_nothing_and_are_in_no_other(database: Database) -> None:
    with database.connect() as superuser:
        found = superuser.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolinherit OR rolcreaterole OR rolcreatedb"
            " OR rolreplication OR rolbypassrls, rolconnlimit > 0, rolvaliduntil IS NULL,"
            " (SELECT rolpassword FROM pg_authid a WHERE a.oid = r.oid) FROM pg_roles r"
            " WHERE rolname LIKE 'stembus\\_%'"
        ).fetchall()
        assert {name: rest for name, *rest in found} == {
            name: [True, False, True, True, None]
            for name in (OWNER, *(role(process) for process in PROCESSES))
        }
        members = "SELECT count(*) FROM pg_auth_members WHERE member IN (SELECT oid FROM pg_roles"
        members += " WHERE rolname LIKE 'stembus\\_%')"
        assert superuser.execute(members).fetchone() == (0,)
        owners = superuser.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace UNION"
            " SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace UNION"
            " SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'public' UNION"
            " SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchall()
        assert owners == [(OWNER,)]


def test_what_runs_as_the_owner_looks_in_no_schema_of_others(database: Database) -> None:
    with database.connect() as superuser:
        found = superuser.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE prosecdef"
            " AND pronamespace = 'public'::regnamespace"
        ).fetchall()
    assert found
    paths = {each[0] for _, each in found}
    assert paths <= {"search_path=pg_catalog, public, pg_temp", "search_path=pg_catalog, pg_temp"}


def test_migrating_again_takes_back_what_was_given_by_hand(
    database: Database, columns: dict[str, list[str]], tmp_path: Path
) -> None:
    with database.connect() as superuser:
        superuser.execute("GRANT SELECT ON rolls_voter TO stembus_booth, PUBLIC")
        superuser.execute("GRANT UPDATE (content) ON ballots_ballot TO stembus_booth")
        assert live(superuser, "booth", columns) != matrix("booth", columns)
    migrate(database, tmp_path)
    with database.connect() as superuser:
        assert live(superuser, "booth", columns) == matrix("booth", columns)
    assert not list(tmp_path.iterdir()), "the owner makes no secrets"


def test_the_statements_are_those_of_the_matrix() -> None:
    assert grants.FILE.read_text() == grants.render(), "run `python -m deploy.grants`"


@pytest.mark.parametrize("process", PROCESSES)
def test_what_should_work_works_and_all_else_is_refused(
    database: Database, columns: dict[str, list[str]], process: str
) -> None:
    """Connected as the real role: for each table and verb with all columns of its row, then with
    one more."""
    may = matrix(process, columns)
    with database.connect(process) as connection:
        for table, known in columns.items():
            for verb in VERBS.values():
                allowed = [each for each in ["", *known] if (table, verb, each) in may]
                more = [each for each in known if (table, verb, each) not in may]
                if allowed:
                    assert _works(connection, table, verb, allowed), (table, verb)
                if (more and verb != "DELETE") or not allowed:
                    assert not _works(connection, table, verb, [*allowed, *more[:1]]), (table, verb)


def _works(connection: psycopg.Connection, table: str, verb: str, columns: list[str]) -> bool:
    """A statement that would touch no row, so that only the right to it is asked."""
    names = ", ".join(f'"{column}"' for column in columns)
    nothing = ", ".join(["NULL"] * len(columns))
    changes = ", ".join(f'"{column}" = NULL' for column in columns)
    statement = {
        "SELECT": f'SELECT {names} FROM "{table}" WHERE false',
        "INSERT": f'INSERT INTO "{table}" ({names}) SELECT {nothing} WHERE false',
        "UPDATE": f'UPDATE "{table}" SET {changes} WHERE false',
        "DELETE": f'DELETE FROM "{table}" WHERE false',
    }[verb]
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)  # type: ignore[arg-type]
    except InsufficientPrivilege:
        return False
    return True
