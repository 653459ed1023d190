"""The rules of a host, loaded into a network of its own: every pair is tried.

Users and destinations are those of processes.yml. Before the rules are loaded, all doors answer.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.laboratory.knocking import Door
from deploy.laboratory.namespaces import Namespace, link, namespaces
from deploy.rendering import matrix, render

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("nft"), reason="needs root and nft"
)

MATRIX = matrix()
PROCESSES, DESTINATIONS = MATRIX["processes"], MATRIX["destinations"]
HOST = ("192.0.2.1", "2001:db8::1")
FAR = {
    name: (f"192.0.2.{number}", f"2001:db8::{number:x}")
    for number, name in enumerate(DESTINATIONS, start=10)
}
MANAGEMENT, NEIGHBOUR = ("192.0.2.50", "2001:db8::50"), ("192.0.2.60", "2001:db8::60")
STRANGER, CLOCK = ("192.0.2.99", "2001:db8::99"), ("192.0.2.70", "2001:db8::70")
LOOPBACK = ("127.0.0.1", "::1")
BEYOND = ("198.51.100.2", "2001:db8:1::2")
# The database is here, and also as a neighbour that takes over.
ADDRESSES = {**FAR, "database": (*LOOPBACK, *FAR["database"])}
VARIABLES = {
    "addresses": {name: list(known) for name, known in ADDRESSES.items()},
    "management": list(MANAGEMENT),
    "database_clients": list(NEIGHBOUR),
    "firewall_also": [
        {"user": "systemd-timesync", "addresses": list(CLOCK), "protocol": "udp", "port": 123}
    ],
}
WEB = [row["port"] for row in PROCESSES.values() if "port" in row]
PORTS = [
    *{("tcp", row["port"]) for row in DESTINATIONS.values()},
    *(("tcp", port) for port in [22, 80, 9999, *WEB]),
    *(("udp", port) for port in (53, 123, 9999)),
]
USERS = {
    name: 60_001 + number
    for number, name in enumerate(
        [*(f"stembus-{name}" for name in (*PROCESSES, "edge", "migrate")), "systemd-timesync"]
    )
} | {"root": 0, "nobody": 65_534}


@dataclass
class Net:
    host: Namespace
    world: Namespace
    beyond: Namespace
    rules: Path
    passwd: Path

    def load(self) -> None:
        """As on a host, where the users of the rules are known by their names."""
        bind = 'mount --bind "$1" /etc/passwd && exec nft -f "$2"'
        self.host.run("unshare", "--mount", "sh", "-ec", bind, "sh", self.passwd, self.rules)

    def refused(self, name: str) -> int:
        """So many packets, by the rule set's own counter."""
        listed = json.loads(
            self.host.run("nft", "-j", "list", "counters", "table", "inet", "stembus")
        )
        counters = [each["counter"] for each in listed["nftables"] if "counter" in each]
        return int(next(e["packets"] for e in counters if e["name"] == f"refused_{name}"))


def every_door(*places: tuple[str, str]) -> set[Door]:
    return {(address, *port) for pair in places for address in pair for port in PORTS}


OUT = every_door(*FAR.values(), MANAGEMENT, NEIGHBOUR, STRANGER, CLOCK, LOOPBACK)
IN = every_door(HOST)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Net]:
    folder = tmp_path_factory.mktemp("firewall")
    (folder / "rules").write_text(render(VARIABLES)["etc/nftables.conf"])
    (folder / "passwd").write_text(
        "".join(f"{name}:x:{number}:{number}::/:/bin/false\n" for name, number in USERS.items())
    )
    with namespaces("host", "world", "beyond") as (host, world, beyond):
        far = [*FAR.values(), MANAGEMENT, NEIGHBOUR, STRANGER, CLOCK]
        link(host, world, with_length(HOST), [each for pair in far for each in with_length(pair)])
        link(host, beyond, ["198.51.100.1/24", "2001:db8:1::1/64"], with_length(BEYOND))
        host.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for namespace, gateways in ((world, HOST), (beyond, ("198.51.100.1", "2001:db8:1::1"))):
            for gateway in gateways:
                namespace.run("ip", "route", "add", "default", "via", gateway)
        host.listen(every_door(HOST, LOOPBACK))
        world.listen(every_door(*far))
        beyond.listen(every_door(BEYOND))
        yield Net(host, world, beyond, folder / "rules", folder / "passwd")


def with_length(pair: tuple[str, str]) -> list[str]:
    return [f"{address}/{64 if ':' in address else 24}" for address in pair]


@pytest.fixture(scope="module")
def open_net(net: Net) -> Net:
    """Everybody reaches everything: so what is refused later is refused by the rules."""
    assert net.host.knock(OUT, USERS["stembus-booth"]) == OUT
    assert from_outside(net, STRANGER) == IN
    assert net.world.knock(every_door(BEYOND)) == every_door(BEYOND)
    return net


@pytest.fixture(scope="module")
def guarded(open_net: Net) -> Net:
    open_net.load()
    return open_net


def from_outside(net: Net, who: tuple[str, str]) -> set[Door]:
    return net.world.knock(IN, sources=who)


def reached(process: str) -> set[Door]:
    """What a row of the matrix names."""
    return {
        (address, protocol, DESTINATIONS[name]["port"])
        for name in PROCESSES[process]["reaches"]
        for address in ADDRESSES[name]
        for protocol in DESTINATIONS[name].get("over", ["tcp"])
    }


def expected() -> dict[str, set[Door]]:
    database = {(a, "tcp", 5432) for a in ADDRESSES["database"]}
    return {
        **{f"stembus-{process}": reached(process) for process in PROCESSES},
        "stembus-edge": {("127.0.0.1", "tcp", port) for port in WEB},
        "stembus-migrate": database,
        "systemd-timesync": {(address, "udp", 123) for address in CLOCK},
        "root": set(),
        "nobody": set(),
    }


def test_each_user_reaches_exactly_what_its_row_names(guarded: Net) -> None:
    found = {name: guarded.host.knock(OUT, number) for name, number in USERS.items()}
    assert found == expected()


def test_what_is_refused_is_counted_by_process(guarded: Net) -> None:
    before = guarded.refused("booth")
    guarded.host.knock([(STRANGER[0], "tcp", 443)], USERS["stembus-booth"])
    assert guarded.refused("booth") == before + 1


@pytest.mark.parametrize(
    ("who", "ports"),
    [(STRANGER, {80, 443}), (MANAGEMENT, {80, 443, 22}), (NEIGHBOUR, {80, 443, 5432})],
    ids=["a stranger", "management", "another host's processes"],
)
def test_from_outside_exactly_what_is_meant_for_it_answers(
    who: tuple[str, str], ports: set[int], guarded: Net
) -> None:
    expected = {(address, "tcp", port) for address in HOST for port in ports}
    assert from_outside(guarded, who) == expected


def test_a_host_without_edge_or_management_is_shut(net: Net, tmp_path: Path) -> None:
    closed = {**VARIABLES, "edge_here": False, "management": [], "database_here": False}
    rules = tmp_path / "rules"
    rules.write_text(render(closed)["etc/nftables.conf"])
    Net(net.host, net.world, net.beyond, rules, net.passwd).load()
    try:
        assert net.world.knock(IN, sources=[*STRANGER, *MANAGEMENT, *NEIGHBOUR]) == set()
    finally:
        net.load()


def test_nothing_passes_through_a_host(guarded: Net) -> None:
    assert guarded.world.knock(every_door(BEYOND)) == set()
    assert guarded.refused("through") > 0


@pytest.mark.parametrize(("kind", "answered"), [(8, True), (13, False)], ids=["echo", "timestamp"])
def test_of_icmp_only_echo_is_answered(kind: int, answered: bool, guarded: Net) -> None:
    """What IPv6 needs of ICMP was needed by every other test of it."""
    assert (PING[kind] in guarded.world.run("python3", "-c", ASK, str(kind), HOST[0])) == answered


PING = {8: "type 0", 13: "type 14"}
ASK = """
import socket, struct, sys
kind, address = int(sys.argv[1]), sys.argv[2]
asked = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
asked.settimeout(1)
body = struct.pack("!HH12s", 1, 1, b"")
sum_ = (kind << 8) + 2
asked.sendto(struct.pack("!BBH", kind, 0, ~sum_ & 0xFFFF) + body, (address, 0))
try:
    print("type", asked.recv(100)[20])
except TimeoutError:
    print("silence")
"""


def test_the_rules_can_be_loaded_again(guarded: Net) -> None:
    guarded.load()
    assert guarded.host.knock(OUT, USERS["stembus-booth"]) == reached("booth")
