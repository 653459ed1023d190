"""Casts over HTTP on PostgreSQL: the booth's process alone, under granian, as in production."""

import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import process_time

from bench.casters import cast_all
from bench.electorate import Electorate
from bench.measure import cpu_of_family, rounded, say
from stembus.protocol.ballot import check_ballot
from stembus.protocol.election import parse_election
from tests.postgres import postgresql
from tests.service import COMMANDS, Service

CANDIDATES = 10
# The first casts of each thread open its connection and fill its caches.
WARM_UP = 50


def measure(votes: int, connections: int, workers: int) -> dict[str, object]:
    """Ed25519, ten candidates, one choice. Times are processor time for one cast."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        service = Service(Path(folder) / "home", url)
        say(f"casting: an election with {votes} voters on PostgreSQL …")
        electorate = Electorate.of(service, "Ed25519", (CANDIDATES,), votes + WARM_UP)
        with _booth(service, workers) as booth:
            uuid, links = electorate.polls[0]
            raw = _fetch(f"{service.origin}/polls/{uuid}/election.json")
            say(f"casting: {votes} ballots are being made …")
            ballots = electorate.ballots(raw, links)
            say(f"casting: {votes} ballots over {connections} connections …")
            warm_up, ballots = ballots[:WARM_UP], ballots[WARM_UP:]
            connect = partial(HTTPConnection, "127.0.0.1", service.port, timeout=60)
            cast_all(connect, uuid, warm_up, connections)
            before = cpu_of_family(booth), cpu_of_family(_postmaster(url))
            seconds = cast_all(connect, uuid, ballots, connections)
            after = cpu_of_family(booth), cpu_of_family(_postmaster(url))
        check = _check(raw, ballots, workers)
    web, database = ((b - a) / votes for a, b in zip(before, after, strict=True))
    return {
        "casts": votes,
        "connections": connections,
        "workers": workers,
        "casts_per_second": rounded(votes / seconds),
        "cpu_ms": rounded(1000 * (web + database)),
        "booth_cpu_ms": rounded(1000 * web),
        "check_cpu_ms": rounded(1000 * check),
        "booth_without_check_cpu_ms": rounded(1000 * (web - check)),
        "database_cpu_ms": rounded(1000 * database),
    }


@contextmanager
def _booth(service: Service, workers: int) -> Iterator[int]:
    """The booth's process."""
    command = [COMMANDS / "granian", "--interface", "wsgi", "--port", str(service.port)]
    command += ["--workers", str(workers), "--blocking-threads", "2", "--no-log"]
    booth = subprocess.Popen(
        [*command, "stembus.apps.booth.wsgi:application"], env=service.environment
    )
    try:
        _await(f"{service.origin}/polls/none/election.json")
        yield booth.pid
    finally:
        booth.terminate()
        booth.wait(20)


def _await(url: str) -> None:
    for _ in range(300):
        try:
            _fetch(url)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the booth does not answer")


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as response:
        content: bytes = response.read()
        return content


def _postmaster(url: str) -> int:
    """The server's first process, known by the port that it was told to use."""
    port = url.rsplit(":", 1)[1].split("/")[0].encode()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if arguments[0].endswith(b"postgres") and b"port=" + port in arguments:
            return int(path.parent.name)
    raise RuntimeError("PostgreSQL is not there")


def _check(raw: bytes, ballots: list[bytes], workers: int) -> float:
    """Seconds for the check alone, with as many cores at work as during the casting."""
    shares = [ballots[start::workers] for start in range(workers)]
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(partial(_check_share, raw), shares)) / len(ballots)


def _check_share(raw: bytes, ballots: list[bytes]) -> float:
    election = parse_election(raw)
    began = process_time()
    for ballot in ballots:
        check_ballot(ballot, election)
    return process_time() - began
