"""Stembus on a laboratory host, each process under its own user, unit, role and firewall.

All that the playbooks would do: what is here and not in a template is a step of deploy/README.md.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.certificates import Authorities
from deploy.laboratory.host import Host
from deploy.laboratory.namespaces import Namespace, link, namespaces
from deploy.laboratory.root import INSTALL, ROOT, copy_checkout, run
from deploy.rendering import variables, write

NAME = "stemmen.example.org"
HERE, MANAGEMENT, STRANGER = "10.77.0.1", "10.77.0.6", "10.77.0.9"
# What stands around the host, each at an address of its own.
ADDRESSES = {
    "relay": "10.77.0.2",
    "identity": "10.77.0.3",
    "log": "10.77.0.4",
    "resolver": "10.77.0.5",
}
SAID: dict[str, Any] = {
    "origin": f"https://{NAME}",
    "addresses": {name: [address] for name, address in ADDRESSES.items()},
    "management": [MANAGEMENT],
    "mail_relay": f"smtp://{ADDRESSES['relay']}:587",
    "mail_rate": 0,
}
ROLES = ROOT / "db/roles.sql"


class Installation:
    """`outside` is the network around the host, where its relay and its visitors are."""

    def __init__(self, host: Host, outside: Namespace, authorities: Authorities) -> None:
        self.host, self.outside, self.authorities = host, outside, authorities
        self.variables = variables(SAID)
        self.processes: Mapping[str, Mapping[str, Any]] = self.variables["processes"]

    @property
    def units(self) -> list[str]:
        return [f"stembus-{name}.service" for name in (*self.processes, "edge")]

    def lay_out(self) -> None:
        """The files, before the host starts: systemd gives them to their owners as it does."""
        root = self.host.root
        copy_checkout(root / INSTALL)
        write(root, SAID)
        self.host.put("etc/hosts", f"127.0.0.1 localhost\n{_internal_names(self.processes)}")
        with TemporaryDirectory() as folder:
            for name, secret in _secrets(self.processes, Path(folder)).items():
                self.host.put(f"etc/credstore/stembus.{name}", secret, 0o600)
        self._lay_out_certificates()
        run("systemd-sysusers", f"--root={root}")
        run("systemctl", f"--root={root}", "enable", "--quiet", "nftables.service")

    def _lay_out_certificates(self) -> None:
        target = self.host.root / "etc/stembus/tls"
        shutil.copytree(self.authorities.tls, target, dirs_exist_ok=True)
        for bundle in target.glob("*.crt"):
            bundle.chmod(0o644)
        key, certificate = public_certificate(target)
        self.host.put(
            "etc/stembus/tls/public.pem", key.read_text() + certificate.read_text(), 0o600
        )
        key.unlink()

    def begin(self) -> None:
        """The database, then all processes."""
        self.superuser("CREATE DATABASE stembus", database="postgres")
        self.superuser(ROLES.read_text())
        self.start("stembus-migrate.service")
        self.start(*self.units)

    def start(self, *units: str) -> None:
        try:
            self.host.run("systemctl", "start", *units)
        except RuntimeError as why:
            raise RuntimeError(self.host.journal(*units)[-4000:]) from why

    def superuser(self, statements: str, database: str = "stembus") -> str:
        """What PostgreSQL answers its own administrator, who has no way in but on the machine."""
        psql = ("psql", "--quiet", "-At", "--set=ON_ERROR_STOP=1", f"--dbname={database}")
        return self.host.run(*psql, user="postgres", given=statements)

    def as_process(self, process: str, *command: str) -> str:
        """What a command prints, run in the unit of a process in place of the process: with its
        user, secrets, role, files, and limits."""
        name = f"stembus-as-{process}"
        folder = Path("/run/laboratory") / secrets.token_hex(4)
        unit = (self.host.root / f"etc/systemd/system/stembus-{process}.service").read_text()
        lines = [line for line in unit.splitlines() if not line.startswith(OWN)]
        quoted = " ".join(_quoted(each) for each in command)
        at = lines.index("[Service]") + 1
        out = [f"Standard{each}=file:{folder}/{each}" for each in ("Output", "Error")]
        lines[at:at] = ["Type=oneshot", f"ExecStart={quoted}", *out]
        self.host.run("mkdir", "-p", folder, "/run/systemd/system")
        text = "\n".join(lines)
        self.host.run("tee", f"/run/systemd/system/{name}.service", given=text)
        self.host.run("systemctl", "daemon-reload")
        done = self.host.run("sh", "-c", f"systemctl start {name}; echo $?; cat {folder}/Output")
        status, _, output = done.partition("\n")
        if status != "0":
            raise RuntimeError(output + self.host.run("cat", f"{folder}/Error"))
        return output.strip()

    def as_administrator(self, *command: str) -> str:
        """What the `stembus` command prints for who runs the machine: with everything's rights."""
        home = "/srv/laboratory/home"
        if not (self.host.root / "srv/laboratory/home").exists():
            self.host.run("install", "-d", "-o", "postgres", home, f"{home}/secrets")
            for path in (self.host.root / "etc/credstore").iterdir():
                name = path.name.removeprefix("stembus.")
                copy = ("-m", "400", "-o", "postgres", f"/etc/credstore/{path.name}")
                self.host.run("install", *copy, f"{home}/secrets/{name}")
        url = "postgres:///stembus?host=/run/postgresql"
        said = [f"STEMBUS_HOME={home}", f"STEMBUS_ORIGIN=https://{NAME}", f"DATABASE_URL={url}"]
        program = f"/{INSTALL}/.venv/bin/stembus"
        return self.host.run("env", *said, program, *command, user="postgres").strip()

    def visitor(self, *command: str | Path) -> list[str | Path]:
        """A command of somebody outside, who knows the host's name and who vouches for it."""
        hosts = self.host.folder / "hosts"
        hosts.write_text(f"127.0.0.1 localhost\n{HERE} {NAME}\n")
        bind = f'mount --bind {hosts} /etc/hosts && exec "$@"'
        trusting = [f"{name}={self.public}" for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")]
        enter = ["nsenter", f"--net=/run/netns/{self.outside.name}", "unshare", "--mount"]
        return [*enter, "sh", "-ec", bind, "sh", "env", *trusting, *command]

    @property
    def public(self) -> Path:
        """The certificate that the world sees."""
        return self.host.root / "etc/stembus/tls/certificate"

    def log(self) -> str:
        return self.host.journal(*self.units)


def public_certificate(folder: Path) -> tuple[Path, Path]:
    """Key and certificate for the world, who is told to trust it: nobody signs it."""
    key, certificate = folder / "key", folder / "certificate"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1", "-noenc", "-days", "7")
    name = ("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}")
    run("openssl", "req", "-x509", *curve, *name, "-keyout", key, "-out", certificate)
    return key, certificate


# What a process's unit says about running it, and a command's in its place does not.
OWN = ("ExecStart=", "ExecReload=", "Restart=", "RestartSec=", "Type=")


def _quoted(word: str) -> str:
    """For a unit's command line: https://www.freedesktop.org/software/systemd/man/systemd.service.html"""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return '"' + escaped.replace("\n", "\\n") + '"'


def _secrets(processes: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """Each that a row holds, as Stembus makes them."""
    make = "from stembus.keys import make_missing; make_missing()"
    where = {**os.environ, "CREDENTIALS_DIRECTORY": str(folder)}
    subprocess.run([sys.executable, "-c", make], check=True, env=where)
    names = {name for row in processes.values() for name in row["holds"]}
    return {name: (folder / name).read_text() for name in names}


def _internal_names(processes: Mapping[str, object]) -> str:
    names = " ".join(f"{name}.stembus.internal" for name in ("database", *processes))
    return f"127.0.0.1 {names}\n"


@contextmanager
def installation() -> Iterator[Installation]:
    """A host with everything on it, and the network around it."""
    with namespaces("host", "outside") as (inside, outside), TemporaryDirectory() as folder:
        around = [*ADDRESSES.values(), MANAGEMENT, STRANGER]
        link(inside, outside, [f"{HERE}/24"], [f"{address}/24" for address in around])
        held = Authorities(Path(folder, "held"))
        held.renew()
        with Host("stembus", inside) as host:
            installed = Installation(host, outside, held)
            installed.lay_out()
            host.start()
            installed.begin()
            yield installed
