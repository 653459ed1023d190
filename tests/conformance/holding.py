"""Elections held by Stembus from end to end: the real service, its commands, votes over HTTP."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.service import Service

Result = list[list[int]]
PATIENCE = 60


@dataclass(frozen=True)
class Plan:
    """What is to be held. `votes`: (voter, for each question a choice as `stembus vote` has it)."""

    name: str
    group: str
    questions: tuple[dict[str, Any], ...]
    weights: tuple[int, ...]
    votes: tuple[tuple[int, tuple[str, ...]], ...] = ()
    trustees: int = 2

    @property
    def counted(self) -> dict[int, tuple[str, ...]]:
        """Each voter's last vote."""
        return dict(self.votes)

    @property
    def result(self) -> Result:
        """What must come out, computed from the votes alone; the blank votes come first (§2.5)."""
        return [self._count(index, question) for index, question in enumerate(self.questions)]

    def _count(self, index: int, question: dict[str, Any]) -> list[int]:
        names = [str(number + 1) for number in range(len(question["answers"]))]
        names = ["blank", *names] if question.get("blank", True) else names
        return [
            sum(
                self.weights[voter]
                for voter, choices in self.counted.items()
                if name in choices[index].split(",")
            )
            for name in names
        ]


@dataclass(frozen=True)
class Held:
    """An election with its result; `earlier` is its archive as it stood after the first vote."""

    plan: Plan
    uuid: str
    archive: Path
    earlier: Path


class Holding:
    """One election under way."""

    def __init__(self, service: Service, plan: Plan, folder: Path) -> None:
        self.service, self.plan, self.folder = service, plan, folder
        folder.mkdir(parents=True)
        self.keys = [folder / f"trustee-{number}.json" for number in range(plan.trustees)]
        self.id = self._create()

    def _create(self) -> str:
        polls = [{"name": "", "questions": self.plan.questions}]
        content = {"name": self.plan.name, "group": self.plan.group, "polls": polls}
        path = self.folder / "election.json"
        path.write_text(json.dumps(content))
        return self.service.command("create", str(path))

    def address(self, voter: int) -> str:
        return f"voter{voter}@{self.id}.example"

    def open(self) -> str:
        """Roll, trustees, opening. Returns the poll's uuid."""
        rows = (f"{self.address(n)},{weight}" for n, weight in enumerate(self.plan.weights))
        roll = self.folder / "roll.csv"
        roll.write_text("\n".join(["email,weight", *rows]))
        self.service.command("roll", self.id, str(roll))
        for number, path in enumerate(self.keys):
            person = ("--name", f"Trustee {number}", "--email", f"trustee{number}@example.org")
            self.service.command("trustee", self.id, *person, "--key-file", str(path))
        self.service.command("open", self.id)
        self.wait(lambda status: status["phase"] == "open")
        return str(self.status()["polls"][0]["uuid"])

    def vote(self, voter: int, choices: tuple[str, ...]) -> None:
        link = self.service.link(self.address(voter))
        options = [part for choice in choices for part in ("--choice", choice)]
        self.service.command("vote", link, *options)

    def export(self, uuid: str, name: str, ballots: int) -> Path:
        """The archive, alone in a directory, once that many ballots have their place in it."""
        self.wait(lambda status: status["polls"][0]["ballots"] == ballots)
        path = self.folder / name / f"{uuid}.bel"
        path.parent.mkdir()
        self.service.command("export", uuid, "--output", str(path))
        return path

    def count(self) -> None:
        self.service.command("close", self.id)
        self.wait(lambda status: status["phase"] == "decrypting")
        for path in self.keys:
            self.service.command("decrypt", str(path))
        self.wait(lambda status: status["phase"] == "published")

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self.service.command("status", self.id))
        return status

    def wait(self, reached: Callable[[dict[str, Any]], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not reached(self.status()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.status()}\n{self.service.log()}")
            time.sleep(0.2)


def hold(service: Service, plan: Plan, folder: Path) -> Held:
    """The whole of it."""
    holding = Holding(service, plan, folder)
    uuid = holding.open()
    for voter, choices in plan.votes[:1]:
        holding.vote(voter, choices)
    earlier = holding.export(uuid, "earlier", len(plan.votes[:1]))
    for voter, choices in plan.votes[1:]:
        holding.vote(voter, choices)
    holding.count()
    return Held(plan, uuid, holding.export(uuid, "later", len(plan.votes)), earlier)
