"""Going through the chain again, and comparing it with what others know of it."""

import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stembus.domain.refusals import Refused

from .actions import SHORTEN
from .chain import START
from .models import Entry
from .queries import hash_of

# How the trail stands in a file: an entry exported or shipped to a log server, or the line of a
# checkpoint.
_HASH = r"[0-9a-f]{64}"
_KNOWN = (
    re.compile(rf'position="(?P<position>\d+)" hash="(?P<hash>{_HASH})"'),
    re.compile(rf'^{{"position":(?P<position>\d+),"previous":"{_HASH}","hash":"(?P<hash>{_HASH})"'),
    re.compile(r"^audit (?P<position>\d+) (?P<base64>[A-Za-z0-9+/]{43}=)$"),
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was said of the trail elsewhere, where its owner can't change it."""

    position: int
    hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """`anchored` is the newest entry that an anchor names; `head` the hash of the last entry."""

    entries: int
    first: int
    last: int
    head: str
    anchors: int
    anchored: int


def known(lines: Iterable[str]) -> Iterator[Anchor]:
    """The anchors in a file's lines; other lines are passed over."""
    for line in lines:
        found = next((match for each in _KNOWN if (match := each.search(line))), None)
        if found:
            named = found.groupdict()
            hash = named.get("hash") or b64decode(named["base64"]).hex()
            yield Anchor(int(named["position"]), hash)


def follow(entries: Iterable[Entry], anchors: Iterable[Anchor]) -> Report:
    """Refuses with the first fault: `audit.gap`, `audit.link`, `audit.hash`, `audit.columns`,
    `audit.anchor`, `audit.front`, `audit.truncated`."""
    said: dict[int, set[str]] = defaultdict(set)
    for anchor in anchors:
        said[anchor.position].add(anchor.hash)
    walk = _Walk(said)
    for entry in entries:
        walk.step(entry)
    walk.end()
    reached = [position for position in said if position <= walk.last]
    count = walk.last - walk.first + 1 if walk.last else 0
    return Report(count, walk.first, walk.last, walk.hash, len(reached), max(reached, default=0))


class _Walk:
    """Where it is in the chain."""

    def __init__(self, said: dict[int, set[str]]) -> None:
        self.said = said
        self.first, self.last, self.hash, self.front = 1, 0, START, START
        self.shortened: dict[int, str] = {}

    def step(self, entry: Entry) -> None:
        if self.last == 0:
            self._begin(entry)
        where = {"position": entry.position}
        if entry.position != self.last + 1:
            raise Refused("audit.gap", position=self.last + 1)
        if entry.previous != self.hash:
            raise Refused("audit.link", **where)
        if hash_of(entry) != entry.hash:
            raise Refused("audit.hash", **where)
        _compare_columns(entry)
        self.last, self.hash = entry.position, entry.hash
        self._compare(entry.position, entry.hash)
        if entry.act == SHORTEN:
            stated = entry.said["details"]
            self.shortened[stated["position"]] = stated["hash"]

    def _begin(self, entry: Entry) -> None:
        """The front may have been taken away: then an entry further on must say so."""
        self.first, self.last = entry.position, entry.position - 1
        self.hash = self.front = entry.previous

    def end(self) -> None:
        before = self.first - 1
        stated = self.shortened.get(before) if before else START
        if self.front != stated:
            raise Refused("audit.front", position=self.first)
        self._compare(before, self.front)
        beyond = [position for position in self.said if position > self.last]
        if beyond:
            raise Refused("audit.truncated", position=self.last, known=max(beyond))

    def _compare(self, position: int, hash: str) -> None:
        if self.said.get(position, {hash}) != {hash}:
            raise Refused("audit.anchor", position=position)


def _compare_columns(entry: Entry) -> None:
    """What one searches by must be what was hashed."""
    said = entry.said
    names = ("kind", "actor", "act", "result")
    election = str(entry.election) if entry.election else None
    same = all(said[name] == getattr(entry, name) for name in names)
    if not same or said["election"] != election:
        raise Refused("audit.columns", position=entry.position)
