"""What processes may do: as `deploy/processes.yml` wants it, and as the database has it."""

from typing import Any

import yaml
from django.db import connection

from stembus.config import PACKAGE

MATRIX = PACKAGE.parent.parent / "deploy" / "processes.yml"
OWNER = "stembus_owner"
POWERS = {
    "rolsuper": "superuser",
    "rolbypassrls": "bypasses row security",
    "rolcreaterole": "creates roles",
    "rolcreatedb": "creates databases",
    "rolreplication": "replicates",
}
ROLES = f"""
SELECT r.rolname, {", ".join(f"r.{power}" for power in POWERS)}, r.rolcanlogin,
    ARRAY(SELECT b.rolname FROM pg_auth_members m JOIN pg_roles b ON b.oid = m.roleid
          WHERE m.member = r.oid ORDER BY 1)
FROM pg_roles r WHERE r.rolname NOT LIKE 'pg\\_%' ORDER BY 1
"""  # noqa: S608 - of constants


def processes() -> list[dict[str, Any]]:
    """Empty where the matrix is not beside the program."""
    if not MATRIX.exists():
        return []
    rows = yaml.safe_load(MATRIX.read_text())["processes"]
    return [_process(name, row) for name, row in sorted(rows.items())]


def _process(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "process": name,
        "user": f"stembus-{name}",
        "database_role": f"stembus_{name}",
        "reached_from": row["reached_from"],
        "reaches": row["reaches"],
        "holds": [*row["holds"], *row["given"]],
        "may": row.get("may", {}),
    }


def database_roles() -> list[dict[str, Any]]:
    """Each with its powers; flagged what the matrix does not name. SQLite has none."""
    if connection.vendor != "postgresql":
        return []
    known = {each["database_role"] for each in processes()} | {OWNER}
    with connection.cursor() as cursor:
        cursor.execute(ROLES)
        return [_role(row, known) for row in cursor.fetchall()]


def _role(row: tuple[Any, ...], known: set[str]) -> dict[str, Any]:
    name, *powers, logs_in, groups = row
    flags = [said for said, has in zip(POWERS.values(), powers, strict=True) if has]
    strange = [] if name in known else ["not in the matrix"]
    return {"role": name, "logs_in": logs_in, "member_of": groups, "flags": [*flags, *strange]}
