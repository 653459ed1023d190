"""Where the work at hand comes from: from which address, in which request, done by which process.

One middleware of every web process sets it; entries of the trail and log lines take it from here,
so that no function on the way passes it on.
"""

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address

# Nobody asked: a background process did it by the clock.
BY_THE_CLOCK = "process"
COMMAND_LINE = "command line"
_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Provenance:
    """`origin` is a client's address, `BY_THE_CLOCK` or `COMMAND_LINE`; `request` may be empty."""

    origin: str = BY_THE_CLOCK
    request: str = ""


_current: ContextVar[Provenance] = ContextVar("provenance", default=Provenance())  # noqa: B039 - it is frozen


def current() -> Provenance:
    return _current.get()


@contextmanager
def coming_from(origin: str, request: str = "") -> Iterator[None]:
    token = _current.set(Provenance(origin, request))
    try:
        yield
    finally:
        _current.reset(token)


def process() -> str:
    """The name of this process, as in `deploy/processes.yml`."""
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").removesuffix(".settings").rpartition(".")[2]


def client_address(peer: str, forwarded: str, proxies: int) -> str:
    """The last `proxies` addresses of X-Forwarded-For are those of our own proxies' making: the
    first of them is whom the outermost one served. What is no address is `unknown`."""
    address = peer
    if proxies and forwarded:
        listed = ["", *forwarded.split(",")]
        address = listed[-proxies:][0].strip() if len(listed) > proxies else ""
    try:
        return str(ip_address(address))
    except ValueError:
        return "unknown"


def request_id(given: str, proxies: int) -> str:
    """The edge's, so that its log and ours can be laid together; else one of our own."""
    return given if proxies and _WELL_FORMED.fullmatch(given) else str(uuid.uuid4())
