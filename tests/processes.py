"""What a test's own processes need to meet the test: its database."""

from django.db import connection


def database() -> str:
    """The URL of this test's database."""
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{chosen['NAME']}"
    return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format_map(chosen)
