"""What `bench.sealing` runs: `python -m bench.sealed_work VOTERS OPENED [plain]`, seconds as JSON.

`plain` leaves out what sealing computes, and nothing else: values go into the same columns as they
are. The seconds are the processor's, of this process alone.
"""

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

from bench.measure import cpu_here, least

HEADER = "email,name,reference,street,postcode,city\n"
TIMES = 5


def main(voters: int, opened: int, *, plain: bool) -> None:
    from stembus import keys

    keys.make_missing()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if plain:
        _leave_out()
    print(json.dumps(_import(voters) | _open(opened)))


def _leave_out() -> None:
    from stembus.domain.sealing import fields
    from stembus.domain.sealing.cipher import DataKey

    def as_it_is(*about: Any) -> Any:
        return about[-1]

    changed: Any = DataKey
    changed.seal = changed.open = changed.hash = as_it_is
    changed.words = lambda self, *texts: list(texts)
    for name in ("box", "unbox"):
        setattr(fields, name, as_it_is)


def _import(voters: int) -> dict[str, float]:
    from stembus.domain.elections.actions import create_election
    from stembus.domain.rolls import actions, queries
    from stembus.domain.rolls.checking import check_all
    from tests.elections import organiser

    election = create_election("Bench")
    client = organiser(election)[1]
    actions.stage(election, "roll.csv", _roll(voters))
    found = {
        "check": cpu_here(lambda: check_all(queries.pending(election))),
        "store": cpu_here(lambda: actions.apply(election)),
    }

    def page() -> None:
        answer = client.get(f"/nl/elections/{election.pk}/roll/", SERVER_NAME="localhost")
        assert answer.status_code == 200

    page()  # templates are read once
    found["page_of_a_hundred"] = least(lambda: cpu_here(page), TIMES)
    found["keyed_hash_of_the_roll"] = cpu_here(lambda: queries.commitment(election, b"salt"))
    return found


def _open(voters: int) -> dict[str, float]:
    from stembus.apps.registrar.opening import open_election
    from stembus.domain.elections import actions
    from stembus.domain.rolls import actions as rolls
    from stembus.domain.rolls.checking import check_all
    from stembus.domain.rolls.queries import pending
    from tests.elections import drafted, with_trustees

    election = drafted(roll="")
    rolls.stage(election, "roll.csv", _roll(voters))
    check_all(pending(election))
    rolls.apply(election)
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    return {"opening": cpu_here(lambda: open_election(election))}


def _roll(voters: int) -> bytes:
    return (HEADER + "".join(map(_row, range(voters)))).encode()


def _row(number: int) -> str:
    return (
        f"voter{number}@example.org,Voter {number},P{number},Kerkstraat {number % 300},"
        "1234 AB,Utrecht\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), plain=sys.argv[3:] == ["plain"])
