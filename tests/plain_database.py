"""An installation as it was before personal data was sealed: `python -m tests.plain_database`.

It makes the tables of that time and puts one election into them, then migrates to the present.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

BEFORE = {
    "elections": "0009_roll_salt",
    "rolls": "0005_changes",
    "outbox": "0011_review",
    "proposals": "0001_initial",
    "codes": "0002_acts",
}
# What a database or a shell could take for something else.
NAME = "Bobby \\x41 'Tables'; \\"
VOTERS = (
    {"address": "b@x.nl", "name": NAME, "reference": "R-1"},
    {"address": "a@x.nl", "name": "Ann Béek", "reference": ""},
    {"address": "", "name": "Cas", "reference": "R-3", "street": "Dam 1", "city": "Delft"},
)
CHANGE = {"act": "correct", "before": {"name": "Anna"}, "after": {"name": NAME}}


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    for app, name in BEFORE.items():
        call_command("migrate", app, name, verbosity=0)
    state = MigrationExecutor(connection).loader.project_state(list(BEFORE.items()))
    _fill(state.apps)
    from stembus.command.main import main as stembus

    assert stembus(["migrate"]) == 0


def _fill(apps: Any) -> None:
    from django.db.models.functions import Now

    def make(app: str, model: str, **values: object) -> Any:
        return apps.get_model(app, model).objects.create(**values)

    organisation = make("elections", "Organisation", name="Org")
    election = make("elections", "Election", organisation=organisation, name="Council")
    poll = make("elections", "Poll", election=election, uuid="p1")
    voters = [
        make("rolls", "Voter", election=election, poll=poll, language="nl", **values)
        for values in VOTERS
    ]
    for number in range(2):
        about = {"name": f"T{number}", "email": f"t{number}@x.nl", "position": number}
        make("elections", "Trustee", election=election, **about)
    make("elections", "CodeAuthority", election=election, name="Nora", email="nora@x.nl")
    make("rolls", "Upload", election=election, filename="u.csv", content=b"email", head=[["email"]])
    make("rolls", "Change", election=election, reason="Line one\nline two", content=CHANGE)
    make(
        "proposals",
        "Proposal",
        election=election,
        kind="roll",
        content=CHANGE,
        proposed_by="o@x.nl",
    )
    make("codes", "Reissue", election=election, voter=voters[0].pk, reason="Bobby lost it", by="o")
    for to, voter, place in (
        ("b@x.nl", voters[0].pk, election),
        ("t0@x.nl", None, election),
        ("person@x.nl", None, None),
    ):
        delivery = make(
            "outbox", "Delivery", election=place, voter=voter, queued_at=Now(), changed_at=Now()
        )
        message = {"to": to, "subject": f"To {to}", "body": "A body\n", "not_before": Now()}
        make("outbox", "Message", delivery=delivery, election=place, **message)


if __name__ == "__main__":
    main()
