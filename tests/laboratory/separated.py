"""Stembus on a laboratory host, as stories know it: an origin, commands, the messages that came."""

import signal
from typing import Self

from deploy.laboratory.installation import NAME, Installation
from deploy.laboratory.root import INSTALL
from stembus.command.verbs import RUN_AS
from tests.relay import Relay
from tests.service import Service


class Separated(Service):
    """Every process under its own user, unit, role and firewall; its relay is outside."""

    def __init__(self, installed: Installation, taking: Relay) -> None:
        self.installed, self.relay = installed, taking
        self.origin = f"https://{NAME}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The host ends by itself."""

    def start(self, *arguments: str) -> None:
        self.installed.host.run("systemctl", "start", *self.installed.units)

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """The booth. In one go: systemd would have it back in a second."""
        end = f"systemctl kill --signal={how.name} stembus-booth; systemctl stop stembus-booth"
        self.installed.host.run("sh", "-c", end)

    def log(self) -> str:
        return self.installed.log()

    def command(self, *arguments: str, check: bool = True) -> str:
        program = f"/{INSTALL}/.venv/bin/stembus"
        return self.installed.as_process(RUN_AS[arguments[0]], program, *arguments)

    def messages(self, address: str) -> list[str]:
        return [each.get_content() for each in self.relay.taken if each["To"] == address]
