"""The service at three sites, each a network namespace, from the hosts' own templates.

    with sites(folder) as service:
        service.start()

Nothing is left behind; what a crash left, the next run removes.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from deploy.certificates import Authorities
from deploy.laboratory.installation import NAME, public_certificate
from deploy.laboratory.membership import Membership
from deploy.laboratory.namespaces import PREFIX
from deploy.laboratory.network import Network, network
from deploy.laboratory.root import CACHE, ROOT, made, run
from deploy.laboratory.site import ETC, Site, as_user, put, wait_for
from deploy.laboratory.units import Unit, Units, environment, hand_secrets
from deploy.rendering import render, variables

MEMBERS = ("a", "b", "c")
APPLICATION = ("a", "b")
WORLD = "world"
WEB = ("organiser", "booth", "board", "feedback")
# Without a relay and a log server: the mailer and the shipper have nobody to call.
ROUNDS = ("registrar", "sequencer", "tallier", "checker", "retention")
# More than what a member keeps of its log for the others.
DISK = "2500M"
REQUIREMENTS = ROOT / "requirements/patroni.txt"


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
        self.members = Membership(self.sites, folder)

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
            put(site.etc / "stembus/folder", str(self.folder))
            for path, text in site.files.items():
                if path.startswith(("etc/stembus/", "etc/postgresql/", "etc/hosts", "etc/sysctl")):
                    put(site.etc / path.removeprefix("etc/"), text)
            site.namespace.run("sysctl", "-q", "-p", site.etc / "sysctl.d/stembus.conf")
            self._hand_out(site, key.read_text() + self.certificate.read_text())
            for name in ("etcd", "patroni", "watch"):
                self._add(site, name)
            if site.name in APPLICATION:
                for name in ("router", "edge", *WEB, *ROUNDS):
                    self._add(site, name)
        hosts = "".join(f"{self.network.addresses[name]} {NAME}\n" for name in APPLICATION)
        put(ETC / self.world.name / "hosts", f"127.0.0.1 localhost\n{hosts}")

    def _hand_out(self, site: Site, public: str) -> None:
        tls = site.etc / "stembus/tls"
        shutil.copytree(self.authorities.tls, tls, dirs_exist_ok=True)
        tls.chmod(0o755)
        put(tls / "public.pem", public, 0o600)
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
        leader = self.members.await_leader(60)
        leader.query("CREATE DATABASE stembus", "postgres")
        leader.query((ROOT / "db/roles.sql").read_text())
        self.members.await_whole(60)
        for name in APPLICATION:
            self.sites[name].units.start("router")
        wait_for(lambda: self._routed("a"), 20, "the router finds no leader")

    def start_services(self) -> None:
        for name in APPLICATION:
            site = self.sites[name]
            for each in (*WEB, *ROUNDS):
                text = site.files[f"etc/systemd/system/stembus-{each}.service"]
                hand_secrets(text, self.home / "secrets", site.folder / "credentials" / each)
            site.units.start()
        for name in APPLICATION:
            wait_for(partial(self.answers, name), 60, f"site {name} does not answer")

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

    def command(self, *arguments: str) -> str:
        """What `stembus` prints at a site, run by the owner of the schema."""
        site = self.sites[APPLICATION[0]]
        settings = environment(site.etc / "stembus/migrate.env")
        settings |= {"STEMBUS_HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        pairs = [f"{name}={value}" for name, value in settings.items()]
        program = ROOT / ".venv/bin/stembus"
        done = subprocess.run(
            site.namespace.command("env", "-i", *pairs, program, *arguments),
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout.strip()

    def release(self, name: str) -> None:
        """As the playbook: nobody is sent there while its processes are replaced."""
        self._send_visitors(name, "drain")
        self.sites[name].units.stop(*WEB, *ROUNDS)
        self.sites[name].units.start(*WEB, *ROUNDS)
        wait_for(lambda: all(self._listens(name, port) for port in self.ports.values()), 60, name)
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

    def close(self) -> None:
        for site in self.sites.values():
            with suppress(OSError):
                _stop_postgres(site, variables()["cluster_binaries"])
            site.units.close()


def _stop_postgres(site: Site, binaries: str) -> None:
    """Before it is killed, so that it gives its shared memory back."""
    if not site.units.units:
        return
    site.units.stop("patroni", patience=0.1)
    stop = (f"{binaries}/pg_ctl", "-D", str(site.disk / "data"), "-m", "immediate", "stop")
    subprocess.run(
        site.namespace.command(*as_user("postgres"), *stop), capture_output=True, timeout=20
    )


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
                for space in net.hosts.values():
                    shutil.rmtree(ETC / space.name, ignore_errors=True)
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
        # Where the run's files are: its disks are mounted there.
        known = path / "stembus/folder"
        folder = known.read_text() if known.exists() else ""
        for disk in Path(folder).glob("*/disk") if folder else ():
            subprocess.run(["umount", "--lazy", disk], check=False)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(path)
