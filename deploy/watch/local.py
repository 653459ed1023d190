"""This member: what Patroni's settings say of it, what its PostgreSQL hears, what it drops."""

import json
import os
import ssl
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml

FENCE = "stembus_fence"
HEARD = "SELECT sender_host, last_msg_receipt_time::text FROM pg_stat_wal_receiver"


class Deaf(Exception):
    """PostgreSQL does not run here, or does not answer."""


@dataclass
class Member:
    settings: dict[str, Any]
    _connection: "psycopg.Connection[Any] | None" = None

    @classmethod
    def of(cls, path: Path) -> "Member":
        return cls(yaml.safe_load(path.read_text()))

    @property
    def name(self) -> str:
        return str(self.settings["name"])

    @property
    def keys(self) -> str:
        """Where Patroni's keys begin."""
        return f"/service/{self.settings['scope']}/"

    @property
    def hosts(self) -> list[str]:
        return [str(each) for each in self.settings["etcd3"]["hosts"]]

    def context(self) -> ssl.SSLContext:
        """Read anew each time it is asked: certificates are renewed."""
        said = self.settings["etcd3"]
        context = ssl.create_default_context(cafile=said["cacert"])
        context.load_cert_chain(said["cert"], said["key"])
        return context

    def heard(self) -> tuple[str, str] | None:
        """From whom it last heard, and when by its own clock, of which only a change tells.

        Raises `Deaf` if its PostgreSQL does not answer: then it hears nobody, whoever speaks.
        """
        try:
            return self._query()
        except psycopg.Error as why:
            self._connection = None
            raise Deaf from why

    def _query(self) -> tuple[str, str] | None:
        if self._connection is None or self._connection.closed:
            said = self.settings["postgresql"]
            self._connection = psycopg.connect(
                host=said["parameters"]["unix_socket_directories"],
                port=int(str(said["listen"]).rsplit(":", 1)[1]),
                user="postgres",
                dbname="postgres",
                autocommit=True,
                connect_timeout=2,
                options="-c statement_timeout=2000",
            )
        return self._connection.execute(HEARD).fetchone()

    def free(self) -> float:
        """The part of its data's disk that is free, from 0 to 1."""
        disk = os.statvfs(Path(self.settings["postgresql"]["data_dir"]).parent)
        return disk.f_bavail / disk.f_blocks

    def hand_over(self, candidate: str) -> str:
        """Asks Patroni on this host; returns what it said."""
        address = f"https://{self.settings['restapi']['connect_address']}/switchover"
        body = json.dumps({"leader": self.name, "candidate": candidate}).encode()
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, body, kind)
        asked = urllib.request.urlopen(request, timeout=30, context=self.context())  # noqa: S310
        with asked as answer:
            return str(answer.read().decode())


def fence(address: str, port: int) -> None:
    """Neither hear nor answer the PostgreSQL at an address: in the kernel, and at once."""
    family = "ip6" if ":" in address else "ip"
    _nft(
        f"table inet {FENCE}\ndelete table inet {FENCE}\ntable inet {FENCE} {{\n"
        "chain input { type filter hook input priority -10;\n"
        f"{family} saddr {address} tcp sport {port} drop\n}}\n"
        "chain output { type filter hook output priority -10;\n"
        f"{family} daddr {address} tcp dport {port} drop\n}}\n}}\n"
    )


def unfence() -> None:
    _nft(f"table inet {FENCE}\ndelete table inet {FENCE}\n")


def _nft(rules: str) -> None:
    subprocess.run(["/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True)
