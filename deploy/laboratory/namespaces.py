"""Networks for a test: namespaces with addresses and listeners, gone afterwards."""

import ctypes
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.laboratory.knocking import Door

KNOCKING = Path(__file__).with_name("knocking.py")
PREFIX = "stembus-net"
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000


def _enter(namespace: int) -> None:
    if LIBC.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def ip(*arguments: str) -> str:
    return subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True).stdout


@dataclass
class Namespace:
    name: str
    links: int = 0
    listeners: ExitStack = field(default_factory=ExitStack)

    def command(self, *arguments: str | Path) -> list[str | Path]:
        return ["ip", "netns", "exec", self.name, *arguments]

    def run(self, *arguments: str | Path) -> str:
        done = subprocess.run(self.command(*arguments), check=True, capture_output=True, text=True)
        return done.stdout

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This thread's new sockets are in the namespace; a socket stays where it was made."""
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.name}") as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())

    def listen(self, doors: Iterable[Door]) -> None:
        """At each door, until the test is over."""
        process = self.listeners.enter_context(self._knocking("listen"))
        self.listeners.callback(process.kill)
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(list(doors)))
        process.stdin.close()
        assert process.stdout.readline() == "listening\n"

    def knock(
        self, doors: Iterable[Door], user: int = 0, sources: Iterable[str | None] = (None,)
    ) -> set[Door]:
        """The doors that answer this user."""
        order = {"user": user, "sources": list(sources), "doors": list(doors)}
        with self._knocking("knock") as process:
            out, _ = process.communicate(json.dumps(order), timeout=60)
        return {tuple(door) for door in json.loads(out)}

    def _knocking(self, what: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.command(sys.executable, KNOCKING, what),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@contextmanager
def namespaces(*names: str) -> Iterator[list[Namespace]]:
    """One for each name, with loopback up. What runs of the past left is removed first."""
    _remove_leftovers()
    made: list[Namespace] = []
    try:
        for name in names:
            made.append(Namespace(f"{PREFIX}-{os.getpid()}-{name}"))
            ip("netns", "add", made[-1].name)
            ip("-n", made[-1].name, "link", "set", "lo", "up")
        yield made
    finally:
        for each in made:
            each.listeners.close()
            ip("netns", "delete", each.name)


def link(one: Namespace, two: Namespace, ones: Iterable[str], twos: Iterable[str]) -> None:
    """A cable between two namespaces, with the addresses of its ends."""
    ends = [(one, f"to{one.links}", ones), (two, f"to{two.links}", twos)]
    ip(
        *("link", "add", ends[0][1], "netns", one.name, "type", "veth"),
        *("peer", "name", ends[1][1], "netns", two.name),
    )
    for namespace, device, addresses in ends:
        namespace.links += 1
        for address in addresses:
            # No detection of duplicates: an address is good at once.
            nodad = ["nodad"] if ":" in address else []
            ip("-n", namespace.name, "address", "add", address, "dev", device, *nodad)
        ip("-n", namespace.name, "link", "set", device, "up")


def _remove_leftovers() -> None:
    for name, process in re.findall(rf"^({PREFIX}-(\d+)-\S+)", ip("netns", "list"), re.MULTILINE):
        if not Path(f"/proc/{process}").exists():
            ip("netns", "delete", name)
