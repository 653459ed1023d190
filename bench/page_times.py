"""What `bench.paging` runs: `python -m bench.page_times VOTERS ELECTIONS` prints pages as JSON."""

import json
import os
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

TIMES = 9
WHERE = "FROM rolls_voter WHERE election_id = %s"
# A page by hand: what it counts, and a hundred lines of it.
PEER = (
    f"SELECT count(*) {WHERE}",
    f"SELECT id, address, name, reference, weight {WHERE} ORDER BY position, id LIMIT 100",
)


def main(voters: int, elections: int) -> None:
    from stembus import keys

    keys.make_missing()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    _separate()
    from bench.installation import installed

    print(json.dumps(_pages(*installed(voters, elections))))


def _separate() -> None:
    """The roles of the processes, with their grants and policies."""
    from django.db import connection

    from stembus.command.schema import secure
    from stembus.config import STATEMENTS

    with connection.cursor() as cursor:
        cursor.execute((STATEMENTS / "roles.sql").read_text())
    secure()


def _once(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return 1000 * (perf_counter() - began)


def _ms(work: Callable[[], object]) -> float:
    """Milliseconds, the median."""
    work()  # templates are read once
    return median(_once(work) for _ in range(TIMES))


def _as(process: str, work: Callable[[], object]) -> dict[str, float]:
    """By turns as the superuser, whom neither grants nor policies hold, and as a process's role."""
    from django.db import connection

    work()
    times: dict[str, list[float]] = {"RESET ROLE": [], f"SET ROLE stembus_{process}": []}
    for _ in range(TIMES):
        for role, taken in times.items():
            with connection.cursor() as cursor:
                cursor.execute(role)
            taken.append(_once(work))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    without, own = map(median, times.values())
    return {"ms": own, "without_policies_ms": without}


def _pages(election: str, poll: str) -> dict[str, dict[str, float]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.installation import ORGANISER
    from stembus.domain.people.models import Person
    from tests.elections import logged_in

    client = logged_in(Person.objects.get(email=ORGANISER))

    def get(address: str, browser: Client = client, **asked: str) -> None:
        answer = browser.get(address, asked, SERVER_NAME="localhost")
        assert answer.status_code == 200, (address, answer)

    def post(address: str, **asked: str) -> None:
        answer = client.post(address, asked, SERVER_NAME="localhost")
        assert answer.status_code == 200, (address, answer)

    at = f"/nl/elections/{election}/"
    pages: dict[str, Callable[[], None]] = {
        "home": lambda: get("/nl/"),
        "election": lambda: get(at),
        "roll": lambda: get(f"{at}roll/"),
        "roll_search": lambda: get(f"{at}roll/", q="voter77@example.org"),
        "roll_last_page": lambda: get(f"{at}roll/", page="1000000"),
        "delivery": lambda: get(f"{at}delivery/"),
        "running": lambda: get(f"{at}running/"),
        "codes_search": lambda: post(f"{at}codes/", who="P77"),
        "people": lambda: get(f"{at}people/"),
        "proposals": lambda: get(f"{at}proposals/"),
        "board": lambda: get(f"/nl/board/{poll}/", Client()),
        "booth": lambda: get(f"/nl/vote/{poll}/", Client()),
    }
    found = {}
    for name, fetch in pages.items():
        times = _as(name if name in ("board", "booth") else "organiser", fetch)
        with CaptureQueriesContext(connection) as asked:
            fetch()
        found[name] = {**times, "queries": len(asked)}

    def peer() -> None:
        with connection.cursor() as cursor:
            for query in PEER:
                cursor.execute(query, [election])
                cursor.fetchall()

    found["peer"] = {"ms": _ms(peer), "queries": len(PEER)}
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
