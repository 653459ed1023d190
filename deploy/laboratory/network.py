"""A network of sites: each host hangs on a middle that forwards, where links are cut and worse."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deploy.laboratory.namespaces import Namespace, ip, link, namespaces

MIDDLE = "middle"
FAULTS = "table inet faults\ndelete table inet faults\n"


def address(number: int) -> str:
    return f"10.78.{number}.1"


@dataclass
class Network:
    middle: Namespace
    hosts: dict[str, Namespace]
    addresses: dict[str, str]
    _rules: dict[str, list[str]] = field(default_factory=dict)

    def cut(self, host: str) -> None:
        """Nothing comes from it and nothing goes to it."""
        self._rules[host] = [f"ip saddr {self.addresses[host]} drop", *self._deaf(host)]
        self._apply()

    def mute(self, host: str) -> None:
        """Nothing comes from it; what others say arrives."""
        self._rules[host] = [f"ip saddr {self.addresses[host]} drop"]
        self._apply()

    def deafen(self, host: str) -> None:
        """What it says arrives; nothing goes to it."""
        self._rules[host] = self._deaf(host)
        self._apply()

    def part(self, one: str, two: str) -> None:
        """These two do not reach each other; both reach the others."""
        pair = self.addresses[one], self.addresses[two]
        self._rules[one] = [
            f"ip saddr {source} ip daddr {target} drop" for source, target in (pair, pair[::-1])
        ]
        self._apply()

    def lose(self, host: str, percent: int, kilobits: int) -> None:
        """A bad line: part of all packets is lost, and it carries no more than so much."""
        chance = f"numgen random mod 100 < {percent} drop"
        mine = self.addresses[host]
        self._rules[host] = [f"ip {way} {mine} {chance}" for way in ("saddr", "daddr")]
        self._apply()
        device = self._device(host)
        shape = ("tbf", "rate", f"{kilobits}kbit", "burst", "32kb", "latency", "400ms")
        self.middle.run("tc", "qdisc", "replace", "dev", device, "root", *shape)

    def heal(self, host: str) -> None:
        if self._rules.pop(host, None) is not None:
            self._apply()
        remove = ("tc", "qdisc", "del", "dev", self._device(host), "root")
        subprocess.run(self.middle.command(*remove), capture_output=True, check=False)

    def heal_all(self) -> None:
        for host in self.hosts:
            self.heal(host)

    def _deaf(self, host: str) -> list[str]:
        return [f"ip daddr {self.addresses[host]} drop"]

    def _device(self, host: str) -> str:
        return f"to{list(self.hosts).index(host)}"

    def _apply(self) -> None:
        rules = "\n".join(rule for each in self._rules.values() for rule in each)
        chain = f"chain cut {{\ntype filter hook forward priority 0;\n{rules}\n}}\n"
        table = f"{FAULTS}table inet faults {{\n{chain}}}\n" if rules else FAULTS
        command = self.middle.command("nft", "-f", "-")
        subprocess.run(command, input=table, text=True, check=True)


@contextmanager
def network(*names: str) -> Iterator[Network]:
    """One host for each name, each at its own address behind the middle."""
    with namespaces(MIDDLE, *names) as (middle, *made):
        middle.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        for number, each in enumerate(made, 1):
            link(middle, each, [f"10.78.{number}.254/24"], [f"{address(number)}/24"])
            ip("-n", each.name, "route", "add", "default", "via", f"10.78.{number}.254")
        hosts = dict(zip(names, made, strict=True))
        addresses = {name: address(number) for number, name in enumerate(names, 1)}
        yield Network(middle, hosts, addresses)
