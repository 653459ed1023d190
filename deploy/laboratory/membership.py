"""Who leads: what the members of three sites say of it, and how it is changed."""

import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from deploy.laboratory.site import Site, wait_for


class Membership:
    """`folder`: where each site's logs are."""

    def __init__(self, sites: Mapping[str, Site], folder: Path) -> None:
        self.sites, self.folder = sites, folder

    def view(self, at: str) -> list[dict[str, Any]]:
        """The cluster's members as one of them sees it; nothing if it does not answer."""
        said = self._ask(at, f"https://{at}.member.stembus.internal:8008/cluster")
        found: list[dict[str, Any]] = said["members"] if said else []
        return found

    def consensus_leader(self) -> str:
        """Which etcd leads the others."""
        for name in self.sites:
            url = f"https://{name}.consensus.stembus.internal:2379/v3/maintenance/status"
            said = self._ask(name, url, {})
            if said and said["leader"] == said["header"]["member_id"]:
                return name
        raise RuntimeError("no etcd leads")

    def patroni_at(self, at: str, verb: str, order: dict[str, str], how: str = "POST") -> None:
        """What `patronictl` asks for."""
        self._ask(at, f"https://{at}.member.stembus.internal:8008/{verb}", order, how)

    def await_alone(self, leader: Site) -> None:
        """Until it waits for no standby."""
        show = "SHOW synchronous_standby_names"
        wait_for(lambda: not leader.query(show, "postgres"), 30, "it waits for standbys")

    def _ask(
        self, at: str, url: str, content: dict[str, str] | None = None, how: str = "POST"
    ) -> Any:
        """With a member's certificate, from its host; nothing if there is no answer."""
        tls = self.sites[at].etc / "stembus/tls"
        trust = ("--cacert", f"{tls}/cluster-ca.crt", "--cert", f"{tls}/member.pem")
        body = () if content is None else ("-X", how, "-d", json.dumps(content))
        seconds = "2" if content is None else "30"
        done = subprocess.run(
            self.sites[at].namespace.command("curl", "-s", "-m", seconds, *trust, *body, url),
            capture_output=True,
            text=True,
        )
        with suppress(ValueError):
            return json.loads(done.stdout)
        return None

    def leader(self) -> Site | None:
        """Whom a majority names and who leads indeed: a healed host's view may be stale."""
        votes: dict[str, int] = {}
        for at in self.sites:
            for member in self.view(at):
                if member["role"] == "leader":
                    votes[member["name"]] = votes.get(member["name"], 0) + 1
        names = [name for name, count in votes.items() if count >= 2]
        if not names:
            return None
        site = self.sites[names[0]]
        with suppress(RuntimeError, subprocess.TimeoutExpired):
            if site.query("SELECT pg_is_in_recovery()", "postgres") == "f":
                return site
        return None

    def await_leader(self, seconds: float) -> Site:
        found: list[Site] = []

        def led() -> bool:
            leader = self.leader()
            found[:] = [leader] if leader else []
            return bool(found)

        wait_for(led, seconds, "nobody leads", lambda: self.log())
        return found[0]

    def await_whole(self, seconds: float) -> None:
        """Until the others stream from the leader, and each of them may take its place."""

        def whole() -> bool:
            leader = self.leader()
            if leader is None:
                return False
            roles = {each["role"]: each for each in self.view(leader.name)}
            states = [each["state"] for each in self.view(leader.name)]
            standbys = [each for each in self.view(leader.name) if each["role"] == "quorum_standby"]
            return bool(roles) and states.count("streaming") == 2 and len(standbys) == 2

        wait_for(whole, seconds, "the members do not all follow", lambda: self.log())

    def log(self) -> str:
        """The ends of all logs."""
        parts = []
        for path in sorted(self.folder.glob("*/logs/*.log")):
            parts.append(
                f"== {path.relative_to(self.folder)}\n{path.read_text(errors='replace')[-1500:]}"
            )
        return "\n".join(parts)
