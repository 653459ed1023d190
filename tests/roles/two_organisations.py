"""Fills a migrated PostgreSQL: `python -m tests.roles.two_organisations` prints who and what.

Two organisations; in each one election that is held to its record, a draft, and an organiser.
"""

import json
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "stembus.apps.standalone.settings"

from stembus import keys

keys.make_missing()
import django  # noqa: E402

django.setup()

from stembus.domain.elections import actions  # noqa: E402
from stembus.domain.elections.models import Election  # noqa: E402
from stembus.domain.outbox.actions import post  # noqa: E402
from stembus.domain.people.actions import found_organisation, register  # noqa: E402
from stembus.domain.people.models import Role  # noqa: E402
from stembus.domain.proceedings import actions as proceedings  # noqa: E402
from tests.elections import open_now, with_paper_and_roll  # noqa: E402


def fill(name: str) -> dict[str, str]:
    email = f"organiser@{name}.example"
    organisation = found_organisation(name, email)

    def drafted(title: str) -> Election:
        made = actions.create_election(f"{title} of {name}", organisation=organisation)
        return with_paper_and_roll(made)

    held, draft = open_now(drafted("Council")), drafted("Draft")
    guest, _ = actions.add_trustee(draft, name="Ria", email="ria@x.nl")
    held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))
    held.finish()
    proceedings.log_objection(held.election, "2026-1", "Count again.")
    post(None, [(email, "Log in", "a link")])
    appointments = register(email).appointments
    assert appointments.get().role == Role.ORGANISER
    return {
        "organisation": str(organisation.pk),
        "person": str(register(email).pk),
        "held": str(held.election.pk),
        "draft": str(draft.pk),
        "trustee": str(guest.pk),
    }


if __name__ == "__main__":
    print(json.dumps([fill("Linde"), fill("Eik")]))
