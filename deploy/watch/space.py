"""A leader whose disk fills hands over in time: PostgreSQL alone never fails over for that."""

import json
import logging
import time
from dataclasses import dataclass

from deploy.watch.consensus import Consensus, put
from deploy.watch.local import Member

logger = logging.getLogger(__name__)

SPACES = "/stembus/space/"
EVERY = 5.0
# Between two attempts; a hand-over takes a few seconds.
AGAIN = 20.0


@dataclass
class Space:
    """`limit`: the free part of the disk, from 0 to 1, under which a leader hands over."""

    member: Member
    consensus: Consensus
    limit: float
    told_at: float = 0.0
    tried_at: float = 0.0

    def look(self) -> None:
        now, free = time.monotonic(), self.member.free()
        if now - self.told_at > EVERY:
            self.consensus.change([], put(SPACES + self.member.name, f"{free:.3f}"))
            self.told_at = now
        if free < self.limit and now - self.tried_at > AGAIN:
            self._hand_over(free)
            self.tried_at = now

    def _hand_over(self, free: float) -> None:
        keys = self.consensus.read(self.member.keys)
        leader = keys.get(f"{self.member.keys}leader")
        if leader is None or leader.value != self.member.name:
            logger.error("watch.full: %.0f %% of the disk is free", 100 * free)
            return
        sync = keys.get(f"{self.member.keys}sync")
        standbys = (json.loads(sync.value).get("sync_standby") or "") if sync else ""
        spaces = self.consensus.read(SPACES)
        room = {each.removeprefix(SPACES): float(key.value) for each, key in spaces.items()}
        able = [each for each in standbys.split(",") if room.get(each, 0) > self.limit]
        if not able:
            logger.error("watch.full: %.0f %% is free, and nobody has more room", 100 * free)
            return
        to = max(able, key=lambda each: room[each])
        logger.warning("watch.handing_over: %.0f %% is free; to %s", 100 * free, to)
        logger.warning("watch.handing_over: %s", self.member.hand_over(to))
