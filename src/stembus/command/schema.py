"""What Django's migrations do not bring: guards, policies and grants, on PostgreSQL."""

from django.db import connection, transaction

from stembus.config import STATEMENTS

SEPARATED = "SELECT count(*) FROM pg_roles WHERE rolname = 'stembus_owner'"


@transaction.atomic
def secure() -> None:
    """Guards always; policies, and then the grants, where db/roles.sql made the roles.

    All of it can be repeated, and takes effect as a whole.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_read("guards"))
        cursor.execute(SEPARATED)
        if cursor.fetchone()[0]:
            cursor.execute(_read("policies"))
            cursor.execute(_read("grants"))


def _read(name: str) -> str:
    return (STATEMENTS / f"{name}.sql").read_text()
