"""An election whose voting codes a separate authority makes, with the real command."""

import csv
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client

from stembus.apps.registrar.opening import open_election
from stembus.domain.elections import actions, authorities
from stembus.domain.elections.models import CodeAuthority, Election
from tests.elections import Held, with_trustees
from tests.service import COMMANDS


@dataclass
class Authority:
    row: CodeAuthority
    token: str
    codes: dict[str, str] = field(default_factory=dict)

    def call(self, service: str, body: bytes = b"{}", token: str | None = None):
        """Call one of the authority's services: (status, answer's bytes)."""
        response = Client().post(
            f"/authorities/{self.row.pk}/{service}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token if token is None else token}"},
        )
        return response.status_code, response.content

    def refused(self, service: str, body: bytes = b"{}") -> str:
        status, answer = self.call(service, body)
        assert status == 409, answer
        return json.loads(answer)["code"]

    def make(self, folder: Path) -> bytes:
        """Fetch the task and make codes off the service. Returns what is to be handed in."""
        status, task = self.call("task")
        assert status == 200, task
        folder.mkdir()
        (folder / "codes-task.json").write_bytes(task)
        command = [COMMANDS / "stembus", "codes", "codes-task.json", "codes"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
        with (folder / "codes/codes.csv").open(encoding="utf-8-sig", newline="") as file:
            self.codes = {row["address"]: row["code"] for row in csv.DictReader(file)}
        return (folder / "codes/public_creds.json").read_bytes()

    def hand_in(self, folder: Path) -> None:
        status, answer = self.call("credentials", self.make(folder))
        assert status == 200, answer


def invited(election: Election) -> Authority:
    return Authority(*authorities.invite(election, name="Nora Notary", email="nora@x.nl"))


def open_with(authority: Authority) -> Held:
    election = authority.row.election
    trusted = with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()
    return Held(election, election.polls.get(), authority.codes, trusted)
