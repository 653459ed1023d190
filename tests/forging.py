"""What who owns the database could do to the trail."""

from django.db import connection

from stembus.domain.audit.chain import START, digest
from stembus.domain.audit.models import Entry


def entry(position: int) -> Entry:
    return Entry.objects.get(position=position)


def as_owner(statement: str, *values: object) -> None:
    """As who owns the database can: past every trigger."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def rewrite(start: int) -> None:
    """Chain anew from here on, as a forger would who has read this code."""
    previous = entry(start - 1).hash if start > 1 else START
    for each in Entry.objects.filter(position__gte=start).order_by("position"):
        forged = digest(previous, each.position, each.at, each.role, each.content)
        as_owner(
            "UPDATE audit_entry SET previous = %s, hash = %s WHERE position = %s",
            previous, forged, each.position,
        )  # fmt: skip
        previous = forged
