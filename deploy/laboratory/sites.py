"""The service at three sites, each a network namespace, from the hosts' own templates.

    with sites(folder) as service:
        service.start()

Nothing is left behind; what a crash left, the next run removes.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.certificates import Authorities
from deploy.laboratory.installation import NAME, public_certificate
from deploy.laboratory.namespaces import PREFIX, Namespace
from deploy.laboratory.network import Network, network
from deploy.laboratory.root import CACHE, ROOT, made, run
from deploy.laboratory.units import Unit, Units, hand_secrets
from deploy.rendering import render, variables

ETC = Path("/etc/netns")  # what stands under it `ip netns exec` lays over /etc
MEMBERS = ("a", "b", "c")
APPLICATION = ("a", "b")
WORLD = "world"
WEB = ("organiser", "booth", "board", "feedback")
# Without a relay and a log server: the mailer and the shipper have nobody to call.
ROUNDS = ("registrar", "sequencer", "tallier", "checker", "retention")
DISK = "600M"
REQUIREMENTS = ROOT / "requirements/patroni.txt"


@dataclass
class Site:
    name: str
    address: str
    namespace: Namespace
    folder: Path
    units: Units
    files: dict[str, str] = field(default_factory=dict)

    @property
    def etc(self) -> Path:
        return ETC / self.namespace.name

    @property
    def sockets(self) -> Path:
        return self.folder / "sockets"

    @property
    def disk(self) -> Path:
        """Its data's, no larger than DISK."""
        return self.folder / "disk"

    def query(self, statement: str, database: str = "stembus") -> str:
        """What this host's own PostgreSQL answers its administrator."""
        psql = ("psql", "-X", "-At", "-h", str(self.sockets), "-d", database, "-c", statement)
        done = subprocess.run(
            self.namespace.command(*_as("postgres"), *psql),
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


class Sites:
    """All of it. `command` and `home` are as of `tests.service.Service`: what an operator does."""

    origin = f"https://{NAME}"

    def __init__(self, folder: Path, net: Network) -> None:
        self.folder, self.network, self.home = folder, net, folder / "home"
        self.home.mkdir()
        self.patroni = patroni()
        matrix = variables()["processes"]
        self.ports = {name: int(matrix[name]["port"]) for name in WEB}
        self.authorities = Authorities(folder / "held")
        self.world = net.hosts[WORLD]
        self.sites = {name: self._site(name) for name in MEMBERS}

    def _site(self, name: str) -> Site:
        folder, space = self.folder / name, self.network.hosts[name]
        for each in ("disk", "etcd", "sockets", "run", "logs"):
            (folder / each).mkdir(parents=True)
        run("mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", "stembus", folder / "disk")
        for each in ("disk", "sockets"):
            shutil.chown(folder / each, "postgres", "postgres")
        units = Units(space, folder / "logs")
        return Site(name, self.network.addresses[name], space, folder, units)

    def said(self, site: Site) -> dict[str, Any]:
        """What the inventory would say of this host."""
        hosts = {name: self.network.addresses[name] for name in MEMBERS}
        others = [hosts[name] for name in APPLICATION if name != site.name]
        return {
            "origin": self.origin,
            "cluster_host": site.name,
            "cluster_members": hosts,
            "cluster_consensus": hosts,
            "cluster_data": str(site.disk / "data"),
            "cluster_consensus_data": str(site.folder / "etcd/data"),
            "cluster_sockets": str(site.sockets),
            "cluster_patroni": str(self.patroni / "bin"),
            "cluster_watch": str(self.folder / "watch"),
            "cluster_router_socket": str(site.folder / "run/router.sock"),
            "database_listen": site.address,
            "database_clients": [f"{hosts[name]}/32" for name in APPLICATION],
            "stembus_install": str(ROOT),
            "stembus_listen": site.address,
            "edge_https": f"{site.address}:443",
            "edge_http": f"{site.address}:80",
            "edge_socket": str(site.folder / "run/edge.sock"),
            "edge_peers": others,
            "edge_servers": {name: [f"{site.address}:{port}"] for name, port in self.ports.items()},
            "edge_servers_elsewhere": {
                name: [f"{other}:{port}" for other in others] for name, port in self.ports.items()
            },
        }

    def lay_out(self) -> None:
        """The files of each host, as the playbooks bring them."""
        self.authorities.renew()
        make = "from stembus import keys; keys.make_missing()"
        home = {**os.environ, "STEMBUS_HOME": str(self.home)}
        subprocess.run([sys.executable, "-c", make], env=home, check=True)
        watch = self.folder / "watch/deploy"
        shutil.copytree(ROOT / "deploy/watch", watch / "watch")
        shutil.copy(ROOT / "deploy/__init__.py", watch)
        key, self.certificate = public_certificate(self.folder)
        for site in self.sites.values():
            site.files = render(self.said(site))
            for path, text in site.files.items():
                if path.startswith(("etc/stembus/", "etc/postgresql/", "etc/hosts")):
                    _put(site.etc / path.removeprefix("etc/"), text)
            self._hand_out(site, key.read_text() + self.certificate.read_text())
            for name in ("etcd", "patroni", "watch"):
                self._add(site, name)
            if site.name in APPLICATION:
                for name in ("router", "edge", *WEB, *ROUNDS):
                    self._add(site, name)
        hosts = "".join(f"{self.network.addresses[name]} {NAME}\n" for name in APPLICATION)
        _put(ETC / self.world.name / "hosts", f"127.0.0.1 localhost\n{hosts}")

    def _hand_out(self, site: Site, public: str) -> None:
        tls = site.etc / "stembus/tls"
        shutil.copytree(self.authorities.tls, tls, dirs_exist_ok=True)
        tls.chmod(0o755)
        _put(tls / "public.pem", public, 0o600)
        for bundle in tls.glob("*.crt"):
            bundle.chmod(0o644)
        for name in ("database", "member", "replication", "rewind"):
            shutil.chown(tls / f"{name}.pem", "root", "postgres")
            (tls / f"{name}.pem").chmod(0o640)
        shutil.chown(site.etc / "stembus/patroni.yml", "root", "postgres")

    def _add(self, site: Site, name: str) -> None:
        text = site.files[f"etc/systemd/system/stembus-{name}.service"]
        site.units.add(Unit.of(name, text, site.etc, site.folder / "credentials" / name))

    def start(self) -> None:
        """The database at all sites, its schema, and then everything else."""
        self.start_cluster()
        self.command("migrate")
        self.start_services()

    def start_cluster(self) -> None:
        for site in self.sites.values():
            site.units.start("etcd", "patroni", "watch")
        leader = self.await_leader(20)
        leader.query("CREATE DATABASE stembus", "postgres")
        leader.query((ROOT / "db/roles.sql").read_text())
        self.await_members(60)
        for name in APPLICATION:
            self.sites[name].units.start("router")
        _await(lambda: self._routed("a"), 20, "the router finds no leader")

    def start_services(self) -> None:
        for name in APPLICATION:
            site = self.sites[name]
            for each in (*WEB, *ROUNDS):
                text = site.files[f"etc/systemd/system/stembus-{each}.service"]
                hand_secrets(text, self.home / "secrets", site.folder / "credentials" / each)
            site.units.start()
        for name in APPLICATION:
            _await(lambda name=name: self.answers(name), 60, f"site {name} does not answer")  # type: ignore[misc]

    def answers(self, site: str) -> bool:
        """To somebody outside."""
        at = self.network.addresses[site]
        curl = ("curl", "-sk", "-m", "3", "-o", "/dev/null", "-w", "%{http_code}")
        done = subprocess.run(
            self.world.command(
                *curl, "--resolve", f"{NAME}:443:{at}", f"{self.origin}/polls/none/election.json"
            ),
            capture_output=True,
            text=True,
        )
        return done.stdout == "404"

    def command(self, *arguments: str, check: bool = True) -> str:
        """What `stembus` prints at a site, run by the owner of the schema."""
        site = self.sites[APPLICATION[0]]
        owner = dict(_settings(site.files["etc/stembus/migrate.env"]))
        return self._stembus(site.namespace, owner | {"STEMBUS_HOME": str(self.home)}, arguments)

    def outside(self, *arguments: str) -> str:
        """What `stembus` prints to a voter or a trustee, who trusts the service's certificate."""
        return self._stembus(self.world, {"SSL_CERT_FILE": str(self.certificate)}, arguments)

    def _stembus(
        self, where: Namespace, settings: dict[str, str], arguments: tuple[str, ...]
    ) -> str:
        known = {"PATH": os.environ["PATH"], "HOME": "/root", "LANG": "C.UTF-8", **settings}
        pairs = [f"{name}={value}" for name, value in known.items()]
        program = ROOT / ".venv/bin/stembus"
        done = subprocess.run(
            where.command("env", "-i", *pairs, program, *arguments),
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout.strip()

    def view(self, at: str) -> list[dict[str, Any]]:
        """The cluster's members as one of them sees it; nothing if it does not answer."""
        said = self._ask(at, f"https://{at}.member.stembus.internal:8008/cluster")
        found: list[dict[str, Any]] = said["members"] if said else []
        return found

    def consensus_leader(self) -> str:
        """Which etcd leads the others."""
        for name in MEMBERS:
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
        _await(lambda: not leader.query(show, "postgres"), 30, "it waits for standbys")

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

    def release(self, name: str) -> None:
        """As the playbook: nobody is sent there while its processes are replaced."""
        self._send_visitors(name, "drain")
        self.sites[name].units.stop(*WEB, *ROUNDS)
        self.sites[name].units.start(*WEB, *ROUNDS)
        _await(lambda: all(self._listens(name, port) for port in self.ports.values()), 60, name)
        self._send_visitors(name, "ready")

    def _send_visitors(self, to: str, state: str) -> None:
        """Every edge's own words for a site's processes."""
        for name in APPLICATION:
            for process in WEB:
                server = f"{process}1" if name == to else "elsewhere1"
                order = f"set server {process}/{server} state {state}\n"
                with socket.socket(socket.AF_UNIX) as edge:
                    edge.connect(str(self.sites[name].folder / "run/edge.sock"))
                    edge.sendall(order.encode())
                    edge.recv(1000)

    def _listens(self, name: str, port: int) -> bool:
        site = self.sites[name]
        try:
            with site.namespace.entered():
                socket.create_connection((site.address, port), 1).close()
        except OSError:
            return False
        return True

    def leader(self) -> Site | None:
        """Whom a majority names and who leads indeed: a healed host's view may be stale."""
        votes: dict[str, int] = {}
        for at in MEMBERS:
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

        _await(led, seconds, "nobody leads", lambda: self.log())
        return found[0]

    def await_members(self, seconds: float) -> None:
        """Until the others stream from the leader, and each of them may take its place."""

        def whole() -> bool:
            leader = self.leader()
            if leader is None:
                return False
            roles = {each["role"]: each for each in self.view(leader.name)}
            states = [each["state"] for each in self.view(leader.name)]
            standbys = [each for each in self.view(leader.name) if each["role"] == "quorum_standby"]
            return bool(roles) and states.count("streaming") == 2 and len(standbys) == 2

        _await(whole, seconds, "the members do not all follow", lambda: self.log())

    def _routed(self, at: str) -> bool:
        site = self.sites[at]
        tls = site.etc / "stembus/tls"
        url = (
            "host=database.stembus.internal user=stembus_owner dbname=stembus connect_timeout=2 "
            f"sslmode=verify-full sslrootcert={tls}/ca.crt "
            f"sslcert={tls}/migrate.pem sslkey={tls}/migrate.pem"
        )
        done = subprocess.run(
            site.namespace.command("psql", "-X", "-At", url, "-c", "SELECT 1"), capture_output=True
        )
        return done.returncode == 0

    def log(self) -> str:
        """The ends of all logs."""
        parts = []
        for path in sorted(self.folder.glob("*/logs/*.log")):
            parts.append(
                f"== {path.relative_to(self.folder)}\n{path.read_text(errors='replace')[-1500:]}"
            )
        return "\n".join(parts)

    def close(self) -> None:
        for site in self.sites.values():
            with suppress(OSError):
                _stop_postgres(site, variables()["cluster_binaries"])
            site.units.close()


def _stop_postgres(site: Site, binaries: str) -> None:
    """Before it is killed, so that it gives its shared memory back."""
    site.units.stop("patroni", patience=0.1)
    stop = (f"{binaries}/pg_ctl", "-D", str(site.disk / "data"), "-m", "immediate", "stop")
    subprocess.run(site.namespace.command(*_as("postgres"), *stop), capture_output=True, timeout=20)


def _as(user: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")


def _put(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def _settings(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            yield name, value.strip('"')


def _await(done: Any, seconds: float, what: str, tell: Any = lambda: "") -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} after {seconds:.0f} s\n{tell()}")
        time.sleep(0.3)


def patroni() -> Path:
    """Patroni's own environment, made once for its lock file, by the system's interpreter."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return made("patroni", REQUIREMENTS.read_text(), _make_patroni)


def _make_patroni(to: Path) -> None:
    print(f"laboratory: making {to.name}, once", file=sys.stderr)
    run("/usr/bin/python3", "-m", "venv", "--copies", to)
    run(to / "bin/python", "-m", "pip", "install", "-q", "--require-hashes", "-r", REQUIREMENTS)


@contextmanager
def sites(folder: Path) -> Iterator[Sites]:
    """Hosts and their files in this folder; nothing runs yet."""
    _remove_leftovers()
    mine = [Path("/etc/stembus")] if not Path("/etc/stembus").exists() else []
    for each in mine:
        each.mkdir()
    folder.chmod(0o755)
    try:
        with network(*MEMBERS, WORLD) as net:
            made_sites = Sites(folder, net)
            try:
                made_sites.lay_out()
                yield made_sites
            finally:
                made_sites.close()
                for site in made_sites.sites.values():
                    subprocess.run(["umount", "--lazy", site.disk], check=False)
                for each in net.hosts.values():
                    shutil.rmtree(ETC / each.name, ignore_errors=True)
    finally:
        for each in mine:
            each.rmdir()


def _remove_leftovers() -> None:
    """Of a run that was killed: processes first, by the namespace that only it had."""
    for path in ETC.glob(f"{PREFIX}-*"):
        if Path(f"/proc/{path.name.split('-')[2]}").exists():
            continue
        pids = subprocess.run(["ip", "netns", "pids", path.name], capture_output=True, text=True)
        for process in pids.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(process), 9)
        shutil.rmtree(path)
