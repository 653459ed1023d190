"""A leader from whom its standbys hear nothing loses its place in seconds, not when its term ends.

Why it is safe. A ballot is acknowledged only once a standby has it. So a leader that no standby
hears accepts nothing; but it may be heard again a moment later, and that must not happen between
its place being given away and its noticing. Therefore each standby first *promises*: it drops
every packet from and to that leader's PostgreSQL in its own kernel, and only then writes so into
etcd. With `quorum + 1` promises of those that /sync names, no set of standbys is left that could
acknowledge a commit (Patroni keeps quorum + acknowledgements >= all that may). Then, in one
transaction of etcd that compares leader, /sync and promises, the leader's key is deleted, and
Patroni elects among the rest, as it does when a term ends. A promise is taken back in the other
order: the key first, if the leader has not been deposed, then the packets.
"""

import json
import logging
import socket
import time
from dataclasses import dataclass, field

from deploy.watch.consensus import Consensus, Key, delete, put, same, unchanged
from deploy.watch.local import Deaf, Member, fence, unfence

logger = logging.getLogger(__name__)

PROMISES = "/stembus/promises/"
# So long a promise is kept where the others still hear the leader.
KEPT = 5.0


@dataclass
class Silence:
    """What this member knows of the present leader. `limit`: seconds without a word."""

    member: Member
    consensus: Consensus
    limit: float
    addresses: dict[str, str] = field(default_factory=dict)
    leader: Key | None = None
    said: str = ""  # the last that was heard from it; nothing yet: it is only coming up
    heard_at: float = 0.0
    promised_at: float = 0.0
    waiting_until: float = 0.0

    @property
    def promise(self) -> str:
        return PROMISES + self.member.name

    def withdraw(self) -> None:
        """The key first: whoever counts promises afterwards does not find it."""
        self.consensus.change([], delete(self.promise))
        unfence()
        self.promised_at = 0.0

    def look(self) -> None:
        keys = self.consensus.read(self.member.keys)
        self._know(keys)
        leader = keys.get(f"{self.member.keys}leader")
        if leader is None:
            return  # an election is under way: what was promised still holds
        if self.leader is None or leader.created != self.leader.created:
            self._begin(leader)
        elif self.promised_at:
            self._depose(leader, keys)
        elif leader.value != self.member.name and self._is_silent(leader):
            self._promise(leader)

    def _begin(self, leader: Key) -> None:
        if self.promised_at:
            self.withdraw()
        self.leader, self.said, self.waiting_until = leader, "", 0.0

    def _know(self, keys: dict[str, Key]) -> None:
        """Where members are, while it can still be asked."""
        for name, key in keys.items():
            if name.startswith(f"{self.member.keys}members/"):
                url = json.loads(key.value).get("conn_url", "")
                host = url.partition("://")[2].partition("/")[0].rpartition(":")[0]
                member = name.rsplit("/", 1)[1]
                if host and member not in self.addresses:
                    self.addresses[member] = socket.gethostbyname(host)

    def _is_silent(self, leader: Key) -> bool:
        """Only one that has been heard in its place can fall silent, to who can hear."""
        try:
            now, heard = time.monotonic(), self.member.heard()
        except Deaf:
            self.said = ""
            return False
        theirs = heard is not None and heard[0].split(".")[0] == leader.value
        if theirs and heard is not None and heard[1] != self.said:
            self.said, self.heard_at = heard[1], now
        return bool(self.said) and now - self.heard_at > self.limit and now > self.waiting_until

    def _promise(self, leader: Key) -> None:
        port = int(str(self.member.settings["postgresql"]["listen"]).rsplit(":", 1)[1])
        fence(self.addresses[leader.value], port)
        self.promised_at = time.monotonic()
        if self.consensus.change([same(leader)], put(self.promise, str(leader.created))):
            logger.warning("watch.silent: nothing from %s; promised not to hear it", leader.value)
        else:
            self.withdraw()

    def _depose(self, leader: Key, keys: dict[str, Key]) -> None:
        sync = keys.get(f"{self.member.keys}sync")
        promises = [
            key
            for key in self.consensus.read(PROMISES).values()
            if key.value == str(leader.created)
        ]
        if sync and (enough := _enough(sync, leader.value, promises)):
            conditions = [same(leader), unchanged(sync), *map(unchanged, enough)]
            if self.consensus.change(conditions, delete(leader.name)):
                logger.warning("watch.deposed: %s", leader.value)
        elif time.monotonic() - self.promised_at > KEPT:
            self.waiting_until = time.monotonic() + KEPT
            self._forgive(leader)

    def _forgive(self, leader: Key) -> None:
        """Others still hear it: it goes on."""
        if self.consensus.change([same(leader)], delete(self.promise)):
            logger.warning("watch.forgiven: others hear %s", leader.value)
            unfence()
            self.promised_at = 0.0
            self.said = ""


def _enough(sync: Key, leader: str, promises: list[Key]) -> list[Key]:
    """The promises that leave this leader without an acknowledgement; none if they don't."""
    said = json.loads(sync.value)
    voters = {each for each in (said.get("sync_standby") or "").split(",") if each}
    given = [key for key in promises if key.name.removeprefix(PROMISES) in voters]
    # Without the number, all of them: plain synchronous mode waits for each.
    quorum = said.get("quorum")
    needed = len(voters) if quorum is None else int(quorum) + 1
    return given if voters and said.get("leader") == leader and len(given) >= needed else []
