"""Bare hosts at four sites, and a machine in the middle that runs playbooks on them over SSH."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from deploy.building import build
from deploy.certificates import Authorities, Certificate
from deploy.laboratory import bare
from deploy.laboratory.host import Host
from deploy.laboratory.namespaces import Namespace, link, namespaces
from deploy.laboratory.root import ROOT, run

NAME = "stemmen.stembus.internal"  # as the world knows it
GROUPS = {
    "application": ["a", "b"],
    "database": ["a", "b", "c"],
    "consensus": ["a", "b", "c"],
    "vault": ["v"],
    "copy": [],
    "log": [],
}
ADDRESSES = {name: f"10.78.{number}.1" for number, name in enumerate("abcv", start=1)}
# Wheels and what is committed, built where there is a way to a registry, and kept.
RELEASES = ROOT / "var/laboratory/releases"


def gateway(address: str) -> str:
    return f"{address.rpartition('.')[0]}.254"


class Managed:
    """`folder` is the managing machine's: its key, its inventory, its secrets."""

    def __init__(self, hosts: dict[str, Host], middle: Namespace, folder: Path) -> None:
        self.hosts, self.middle, self.folder = hosts, middle, folder
        self.inventory = folder / "inventory/hosts.yml"
        self.world = Authorities(folder / "world")

    def prepare(self) -> None:
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key")
        for host in self.hosts.values():
            bare.fresh(host.root)
            (host.root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
            host.put("root/.ssh/authorized_keys", (self.folder / "key.pub").read_text(), 0o600)
        self.world.make_missing()
        self.world.issue(Certificate("stemmen", "stemmen", "server"))
        (self.folder / "secrets").mkdir(mode=0o700)
        public = (self.world.tls / "stemmen.pem").read_text()
        (self.folder / "secrets/public.pem").write_text(public)
        identity = self.folder / "identity"
        run("age-keygen", "-o", identity)
        public = identity.read_text().split("public key: ")[1].split()[0]
        (self.folder / "secrets/recipients").write_text(f"{public}\n")
        self.inventory.parent.mkdir()
        self.inventory.write_text(yaml.safe_dump(self.said()))

    def said(self) -> dict[str, Any]:
        """An inventory as deploy/inventory/example has one."""
        ssh = f"-o UserKnownHostsFile={self.folder}/known -o StrictHostKeyChecking=accept-new"
        common = {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": f"{self.folder}/key",
            "ansible_ssh_common_args": ssh,
            "origin": f"https://{NAME}",
            "secrets_folder": f"{self.folder}/secrets",
            "management": [gateway(address) for address in ADDRESSES.values()],
        }
        hosts = {
            name: {"site": name, "address": address, "ansible_host": address}
            for name, address in ADDRESSES.items()
        }
        groups = {name: {"hosts": {each: {} for each in of}} for name, of in GROUPS.items()}
        return {"all": {"hosts": hosts, "vars": common}, **groups}

    def play(self, playbook: str, *said: str, checkout: Path = ROOT, check: bool = True) -> str:
        """What a playbook of a checkout prints."""
        program = Path(sys.executable).with_name("ansible-playbook")
        said = (f"releases_folder={RELEASES}", *said)
        books = [f"playbooks/{playbook}.yml", *(word for each in said for word in ("-e", each))]
        environment = {
            **os.environ,
            "ANSIBLE_HOME": f"{self.folder}/ansible",
            "ANSIBLE_LOCAL_TEMP": f"{self.folder}/ansible/tmp",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": f"{self.folder}/ssh",
            # Nothing of it outlives the hosts.
            "ANSIBLE_SSH_ARGS": "-o ControlMaster=auto -o ControlPersist=20s",
        }
        done = subprocess.run(
            self.middle.command(program, "-i", self.inventory, *books),
            cwd=checkout / "deploy",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with (self.folder / "plays").open("a") as log:
            log.write(done.stdout)
        if check and done.returncode:
            raise RuntimeError(done.stdout[-12_000:])
        return done.stdout

    def fetch(self, host: str, path: str) -> str:
        """What the world gets of a host's edge: the status of its answer."""
        at = f"{NAME}:443:{ADDRESSES[host]}"
        trust = ("--cacert", self.world.tls / "ca.crt", "--resolve", at)
        told = ("--silent", "--output", "/dev/null", "--max-time", "70", "--write-out")
        command = self.middle.command(
            "curl", *trust, *told, "%{http_code}", f"https://{NAME}{path}"
        )
        return subprocess.run(command, capture_output=True, text=True).stdout


@contextmanager
def managed() -> Iterator[Managed]:
    """All hosts run, and nothing has been done to them."""
    build(RELEASES)
    names = list(ADDRESSES)
    with ExitStack() as held:
        *inside, middle = held.enter_context(namespaces(*names, "middle"))
        middle.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
        for name, namespace in zip(names, inside, strict=True):
            address = ADDRESSES[name]
            link(namespace, middle, [f"{address}/24"], [f"{gateway(address)}/24"])
            namespace.run("ip", "route", "add", "default", "via", gateway(address))
        folder = Path(held.enter_context(TemporaryDirectory(prefix="stembus-managed-")))
        lower = bare.layers()
        hosts = {
            name: held.enter_context(Host(name, namespace, lower))
            for name, namespace in zip(names, inside, strict=True)
        }
        found = Managed(hosts, middle, folder)
        found.prepare()
        for host in hosts.values():
            host.start()
        yield found
