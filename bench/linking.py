"""TLS on every link, and on none: browser to edge, edge to process, process to PostgreSQL.

The same edge, processes and database, one after the other in one run. Figures are processor time
for one request, of all that serve it; the visitors' own is left out.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.casters import cast_all
from bench.electorate import Electorate
from bench.measure import cpu_of_family, rounded, say
from deploy.certificates import Authorities
from tests.links.stand import Stand, stand

CANDIDATES = 10
CONNECTIONS = 4
# The first requests of each thread open its connection and fill its caches.
WARM_UP = 40
ORGANISER = "organiser@example.org"
Times = dict[str, float]


def measure(casts: int) -> dict[str, object]:
    plain, tls = (_measured(secured, casts) for secured in (False, True))
    return {
        "requests_of_each": casts,
        "cpu_ms_without_tls": {name: rounded(each) for name, each in plain.items()},
        "cpu_ms_with_tls": {name: rounded(each) for name, each in tls.items()},
        "with_over_without": {name: rounded(tls[name] / plain[name]) for name in plain},
    }


def _measured(secured: bool, casts: int) -> Times:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's user reads its certificate there
        held = Authorities(folder / "held") if secured else None
        if held:
            held.renew()
        with stand(folder, held, "booth", "organiser") as found:
            return _times(found, casts, "with TLS" if secured else "without TLS")


def _times(found: Stand, casts: int, how: str) -> Times:
    say(f"links, {how}: an election with {2 * casts} voters …")
    electorate = Electorate.of(found.service, "Ed25519", (CANDIDATES,), 2 * casts + WARM_UP)
    uuid, links = electorate.polls[0]
    ballots = electorate.ballots(found.fetch(f"/polls/{uuid}/election.json")[1], links)
    warm_up, kept, fresh = ballots[:WARM_UP], ballots[WARM_UP:][:casts], ballots[WARM_UP:][casts:]
    say(f"links, {how}: {2 * casts} casts and {casts} pages …")
    cookie = _cookie(found)
    work: dict[str, Callable[[], object]] = {
        "cast": lambda: cast_all(found.connection, uuid, kept, CONNECTIONS),
        "cast_over_a_new_connection": lambda: cast_all(
            found.connection, uuid, fresh, CONNECTIONS, keep=False
        ),
        "organisers_page": lambda: _visit(found, cookie, casts),
    }
    cast_all(found.connection, uuid, warm_up, CONNECTIONS)
    _visit(found, cookie, WARM_UP)
    return {name: _cpu(found, each) / casts for name, each in work.items()}


def _cookie(found: Stand) -> str:
    command = [sys.executable, "-m", "bench.visitor", ORGANISER]
    environment = found.service.environment
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def _visit(found: Stand, cookie: str, times: int) -> None:
    """The page of elections, asked for by an organiser who is logged in."""
    connection = found.connection()
    for _ in range(times):
        connection.request("GET", "/nl/", headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.status == 200 and b"Bench" in answer.read()
    connection.close()


def _cpu(found: Stand, work: Callable[[], object]) -> float:
    """Milliseconds of edge, processes and database for some work."""
    postmaster = (found.database.folder / "data/postmaster.pid").read_text().split()[0]
    families = [int(postmaster), *(process.pid for process in found.running.values())]
    before = sum(map(cpu_of_family, families))
    work()
    return 1000 * (sum(map(cpu_of_family, families)) - before)
