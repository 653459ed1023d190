"""Somebody who asks each site for something that its database must be asked for, all the time."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deploy.laboratory.managed import ADDRESSES, GROUPS, NAME, Managed

PATH, ANSWER = "/polls/none/election.json", 404
PAUSE = 0.1


@dataclass
class Answers:
    """By site: what was not an answer, and the longest time without one."""

    count: int = 0
    failures: list[str] = field(default_factory=list)
    longest: float = 0.0
    last: float = field(default_factory=time.monotonic)


@contextmanager
def asking(sites: Managed) -> Iterator[dict[str, Answers]]:
    found = {site: Answers() for site in GROUPS["application"]}
    over = threading.Event()
    asking = [
        threading.Thread(target=_ask, args=(sites, site, found[site], over)) for site in found
    ]
    for thread in asking:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in asking:
            thread.join()


def _ask(sites: Managed, site: str, found: Answers, over: threading.Event) -> None:
    trust = ssl.create_default_context(cafile=str(sites.world.tls / "ca.crt"))
    with sites.middle.entered():
        while not over.wait(PAUSE):
            try:
                status = _once(ADDRESSES[site], trust)
            except OSError as why:
                status = repr(why)
            found.count += 1
            if status != ANSWER:
                found.failures.append(f"{site}: {status}")
                continue
            now = time.monotonic()
            found.longest, found.last = max(found.longest, now - found.last), now


def _once(address: str, trust: ssl.SSLContext) -> int | str:
    plain = socket.create_connection((address, 443), 65)
    with trust.wrap_socket(plain, server_hostname=NAME) as secured:
        connection = http.client.HTTPConnection(NAME)
        connection.sock = secured
        connection.request("GET", PATH)
        answer = connection.getresponse()
        answer.read()
        return answer.status
