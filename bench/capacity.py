"""Casts a second at three sites with synchronous replication, beside one database without.

`python -m bench.capacity` prints JSON; docs/capacity.md tells of it.

The whole service of `deploy/laboratory/sites.py`, with edge, booth and router at two sites, TLS on
every link; all of it on this machine's cores. In the second turn the other members are ended and
synchronous mode is off. Needs root.
"""

import argparse
import json
import socket
import ssl
import tempfile
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from itertools import count
from pathlib import Path
from typing import Any

from bench.casters import cast_all
from bench.measure import cpu_of_family, machine, rounded, say
from deploy.laboratory.installation import NAME
from deploy.laboratory.sites import APPLICATION, Sites, sites
from drills.failover.election import Election

VOTERS = 20


def measure(casts: int, connections: int) -> dict[str, object]:
    """`casts` in each turn. `cpu_ms`: processor time of each part, for one cast."""
    with tempfile.TemporaryDirectory(prefix="stembus-capacity-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "sites").mkdir()
        with sites(folder / "sites") as service:
            say("capacity: three sites are starting …")
            service.start()
            election = Election(service, VOTERS, 0)
            each = 2 * casts // VOTERS + 5
            say(f"capacity: {VOTERS * each} ballots are being made …")
            election.make_ballots(folder, each)
            ballots = list(_ballots(folder))
            three = _turn(service, election, ballots[:casts], connections)
            _leave_one(service)
            one = _turn(service, election, ballots[casts : 2 * casts], connections)
    return {
        "casts": casts,
        "connections": connections,
        "three_sites": three,
        "one_database": one,
        "ratio": rounded(three["casts_per_second"] / one["casts_per_second"]),
    }


def _ballots(folder: Path) -> Iterator[bytes]:
    """By turns of all voters."""
    files = [path.read_bytes().splitlines() for path in sorted(folder.glob("ballots.*"))]
    for turn in zip(*files, strict=True):
        yield from turn


def _turn(
    service: Sites, election: Election, ballots: list[bytes], connections: int
) -> dict[str, Any]:
    say(f"capacity: {len(ballots)} ballots over {connections} connections …")
    turns = count()
    connect = partial(_connect, service, turns)
    cast_all(connect, election.uuid, ballots[:50], connections)
    before = _work(service)
    seconds = cast_all(connect, election.uuid, ballots[50:], connections)
    after, casts = _work(service), len(ballots) - 50
    return {
        "casts_per_second": rounded(casts / seconds),
        "cpu_ms": {
            part: rounded(1000 * (after[part] - before[part]) / casts)
            for part in after
            if after[part] - before[part] > 0
        },
    }


def _connect(service: Sites, turns: Iterator[int]) -> HTTPConnection:
    """From the world, to one site and the other by turns."""
    site = APPLICATION[next(turns) % len(APPLICATION)]
    context = ssl.create_default_context(cafile=str(service.certificate))
    connection = HTTPSConnection(service.network.addresses[site], 443, context=context)
    connection.host = NAME
    with service.world.entered():
        plain = socket.create_connection((service.network.addresses[site], 443), 10)
    connection.sock = context.wrap_socket(plain, server_hostname=NAME)
    return connection


def _work(service: Sites) -> dict[str, float]:
    """Seconds of processor time since their start, of each part at all sites."""
    parts: dict[str, float] = {}
    for site in service.sites.values():
        for name, unit in site.units.units.items():
            if unit.process and unit.process.poll() is None and name != "patroni":
                parts[name] = parts.get(name, 0) + cpu_of_family(unit.process.pid)
        with_patroni = site.units.units["patroni"].process
        if with_patroni and with_patroni.poll() is None:
            postmaster = int((site.disk / "data/postmaster.pid").read_text().split()[0])
            database = cpu_of_family(postmaster)
            parts["postgresql"] = parts.get("postgresql", 0) + database
    return parts


def _leave_one(service: Sites) -> None:
    """The leader alone, which waits for nobody."""
    leader = service.members.await_leader(30)
    plain = {"synchronous_mode": "off", "synchronous_mode_strict": "off"}
    service.members.patroni_at(leader.name, "config", plain, "PATCH")
    for site in service.sites.values():
        if site is not leader:
            site.units.stop("patroni")
    service.members.await_alone(leader)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.capacity", description=__doc__)
    parser.add_argument("--casts", type=int, default=4000, help="in each of the two turns")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    found = {"machine": machine(), **measure(options.casts, options.connections)}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
