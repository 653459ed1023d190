"""Voters at two sites, and a history of all that they saw: `python -m drills.failover.load`.

Runs in the world's network. Standard input has, on its first line, what to do (JSON: `folder`,
`host`, `sites`, `uuid`, `certificate`, `pause`); then a line `go`, `rest` or `end` each.
`folder/ballots.<n>` is the n-th voter's: one ballot a line, cast in that order, each one once its
predecessor is acknowledged. `folder/history.jsonl` gets a line for each attempt.

A voter's browser waits a minute for an answer. Here it gives up after DEADLINE by closing the
connection, and sends the same bytes to the next site: nobody cancels a cast.
"""

import json
import random
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, TextIO

CONNECT, DEADLINE = 1.0, 3.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 0.5
# One in so many acknowledged ballots is sent once more: the answer must be the same.
AGAIN = 20
HEADERS = {"Content-Type": "application/json", "Accept-Language": "nl"}


@dataclass
class Service:
    host: str
    sites: list[str]
    uuid: str
    certificate: str

    def __post_init__(self) -> None:
        self.context = ssl.create_default_context(cafile=self.certificate)

    def connect(self, site: str) -> HTTPSConnection:
        """To a site's address, by the service's name."""
        connection = HTTPSConnection(self.host, timeout=CONNECT, context=self.context)
        connection._create_connection = lambda _, *more: _dial(site, *more)  # type: ignore[attr-defined]
        connection.connect()
        connection.sock.settimeout(DEADLINE)
        return connection


def _dial(site: str, timeout: float, source: Any = None) -> Any:
    import socket

    return socket.create_connection((site, 443), timeout, source)


@dataclass
class History:
    file: TextIO
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, **what: object) -> None:
        line = json.dumps(what)
        with self.lock:
            self.file.write(f"{line}\n")


@dataclass
class Voter:
    number: int
    ballots: list[bytes]
    service: Service
    history: History
    going: threading.Event
    over: threading.Event
    pause: float
    connection: HTTPSConnection | None = None
    site: int = 0

    def vote(self) -> None:
        """Until its ballots are used up or the drill is over; no ballot is left half sent."""
        self.site = self.number % len(self.service.sites)
        for place, ballot in enumerate(self.ballots):
            if not self._may_go():
                return
            began = time.monotonic()
            answer = self._settle(place, ballot)
            if answer and place % AGAIN == 0:
                self._settle(place, ballot, answer)
            rest = self.pause * random.uniform(0.5, 1.5) - (time.monotonic() - began)
            self.over.wait(max(0.0, rest))

    def _may_go(self) -> bool:
        while not self.over.is_set():
            if self.going.wait(0.2):
                return not self.over.is_set()
        return False

    def _settle(self, place: int, ballot: bytes, before: bytes = b"") -> bytes:
        """The acknowledgement, or nothing where the service refused it."""
        pause = FIRST_PAUSE
        while True:
            asked = time.time()
            status, said = self._attempt(ballot)
            self.history.note(
                voter=self.number,
                ballot=place,
                site=self.service.sites[self.site],
                asked=asked,
                told=time.time(),
                status=status,
                again=bool(before),
                differs=bool(before) and status == 200 and said != before,
                said="" if status == 200 else said.decode(errors="replace")[:200],
            )
            if status == 200:
                return said
            if 400 <= status < 500 and status not in (408, 425, 429):
                return b""
            self.site = (self.site + 1) % len(self.service.sites)
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _attempt(self, ballot: bytes) -> tuple[int, bytes]:
        """Status and body; 0 without an answer."""
        try:
            if self.connection is None:
                self.connection = self.service.connect(self.service.sites[self.site])
            self.connection.request("POST", f"/polls/{self.service.uuid}/ballots", ballot, HEADERS)
            answer = self.connection.getresponse()
            said = answer.read()
        except (OSError, HTTPException) as why:
            self._hang_up()
            return 0, type(why).__name__.encode()
        if answer.status != 200:
            self._hang_up()
        return answer.status, said

    def _hang_up(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def main() -> None:
    order = json.loads(sys.stdin.readline())
    folder = Path(order["folder"])
    service = Service(order["host"], order["sites"], order["uuid"], order["certificate"])
    going, over = threading.Event(), threading.Event()
    with (folder / "history.jsonl").open("a", buffering=1) as file:
        history = History(file)
        voters = [
            Voter(
                number,
                (folder / f"ballots.{number}").read_bytes().splitlines(),
                service,
                history,
                going,
                over,
                order["pause"],
            )
            for number in range(order["voters"])
        ]
        threads = [threading.Thread(target=each.vote) for each in voters]
        for thread in threads:
            thread.start()
        for line in sys.stdin:
            if line.strip() == "go":
                going.set()
            elif line.strip() == "rest":
                going.clear()
            else:
                break
        over.set()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
