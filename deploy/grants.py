"""Makes db/grants.sql of the matrix: `python -m deploy.grants`."""

from collections.abc import Iterator
from pathlib import Path

from .matrix import OWNER, grants, processes, role

FILE = Path(__file__).parent.parent / "db" / "grants.sql"
HEAD = f"""\
-- Made from deploy/processes.yml by `python -m deploy.grants`: change it there.
-- Run by `stembus migrate` as the schema's owner, after policies.sql. It takes back everything and
-- then gives each process what its row says, so that nothing that was given by hand stays.

ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE ALL ON FUNCTIONS FROM PUBLIC;
DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, {{roles}}', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {{roles}}', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC, {{roles}};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {{roles}};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {{roles}};
REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC, {{roles}};
GRANT USAGE ON SCHEMA public TO {{roles}};
"""


def render() -> str:
    roles = ", ".join(role(process) for process in processes())
    return HEAD.replace("{roles}", roles) + "".join(map(_part, processes()))


def _part(process: str) -> str:
    lines = "".join(f"{line} TO {role(process)};\n" for line in _given(process))
    return f"\n-- {process}: {processes()[process]['does']}\n{lines}"


def _given(process: str) -> Iterator[str]:
    tables: dict[str, list[str]] = {}
    for grant in grants(process):
        columns = ", ".join(f'"{column}"' for column in grant.columns)
        verb = f"{grant.verb} ({columns})" if columns else grant.verb
        tables.setdefault(grant.table, []).append(verb)
    for table, verbs in tables.items():
        yield f"GRANT {', '.join(verbs)} ON {table}"
    for function in processes()[process]["calls"]:
        yield f"GRANT EXECUTE ON FUNCTION {function}"


if __name__ == "__main__":
    FILE.write_text(render())
