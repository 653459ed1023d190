"""What `bench.importing` runs: `python -m bench.roll_import FILE` prints seconds as JSON."""

import csv
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stembus.apps.standalone.settings")

CREATE = """CREATE TEMPORARY TABLE peer (election uuid, address varchar(254), name varchar(200),
    reference varchar(50), weight integer, language varchar(2), street varchar(200),
    postcode varchar(20), city varchar(100), UNIQUE (election, address))"""
COPY = "COPY peer FROM STDIN"


def main(path: Path) -> None:
    from stembus import keys

    keys.make_missing()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    times = _import(path)
    times["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if path.suffix == ".csv":
        times["peer"] = _timed(lambda: _copy(path))
    print(json.dumps(times))


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _import(path: Path) -> dict[str, float]:
    from stembus.domain.elections.actions import create_election
    from stembus.domain.rolls import actions, queries
    from stembus.domain.rolls.checking import check_all
    from tests.elections import organiser

    election = create_election("Bench")
    client = organiser(election)[1]
    roll = f"/nl/elections/{election.pk}/roll/"
    content = path.read_bytes()
    times = {"stage": _timed(lambda: actions.stage(election, path.name, content))}
    times["check"] = _timed(lambda: check_all(queries.pending(election)))

    def page(rest: str) -> float:
        def fetch() -> None:
            answer = client.get(roll + rest, SERVER_NAME="localhost")
            assert answer.status_code == 200, answer

        fetch()  # templates are read once
        return _timed(fetch)

    times["page_of_rows"] = page("check/")
    times["last_page_of_rows"] = page("check/?page=100000")
    times["store"] = _timed(lambda: actions.apply(election))
    times["page_of_roll"] = page("")
    times["last_page_of_roll"] = page("?page=100000")
    return times


def _copy(path: Path) -> None:
    """The same rows, unchecked, as fast as Python's csv and psycopg put them into a table."""
    from django.db import connection

    with path.open(newline="") as file, connection.cursor() as cursor:
        cursor.execute(CREATE)
        rows = csv.reader(file)
        next(rows)
        election = "00000000-0000-0000-0000-000000000000"
        with cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row((election, *row))
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
