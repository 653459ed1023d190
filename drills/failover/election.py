"""The drill's election: one paper, two answers, voters who vote again and again."""

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from deploy.laboratory.sites import Sites
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import derive
from stembus.protocol.election import parse_election

TRUSTEES = ("ria", "tom")
COUNTED = 600.0
LINK = re.compile(r"https?://\S+/vote/(\S+)/#(\S+)")


class Election:
    """`voters` cast by the load, and so many `browsers` once each."""

    def __init__(self, service: Sites, voters: int, browsers: int) -> None:
        self.service, self.voters, self.browsers, self.said = service, voters, browsers, ""
        self.pk = self._open()
        self.uuid = json.loads(service.command("status", self.pk))["polls"][0]["uuid"]
        self.links = list(self._links())
        self.definition = self._definition()

    def _open(self) -> str:
        home, command = self.service.home, self.service.command
        question = {"title": "Who?", "answers": ["One", "Two"], "blank": False}
        polls = [{"name": "", "questions": [question]}]
        (home / "election.json").write_text(json.dumps({"name": "Drill", "polls": polls}))
        pk = command("create", str(home / "election.json"))
        rows = [f"voter{number}@example.org" for number in range(self.voters + self.browsers)]
        (home / "roll.csv").write_text("\n".join(["email", *rows]))
        command("roll", pk, str(home / "roll.csv"))
        for name in TRUSTEES:
            person = ("--name", name, "--email", f"{name}@example.org")
            command("trustee", pk, *person, "--key-file", str(home / f"{name}.json"))
        command("open", pk)
        command("work", "mailer", "--once")
        return pk

    def _links(self) -> Iterator[str]:
        """In no order: voters are told apart by their number alone."""
        for path in sorted((self.service.home / "mail").glob("*.log")):
            text = path.read_text().replace("=\n", "").replace("=3D", "=")
            for match in LINK.finditer(text):
                if match[1] == self.uuid:
                    yield match[0]

    def _definition(self) -> bytes:
        answer: str = self.service.sites["a"].query(
            f"SELECT definition FROM elections_poll WHERE uuid = '{self.uuid}'"
        )
        return answer.encode()

    def make_ballots(self, folder: Path, each: int) -> None:
        """So many for each voter, by all cores."""
        make = partial(_write_ballots, self.definition, each)
        codes = [link.rsplit("#", 1)[1] for link in self.links[: self.voters]]
        paths = [folder / f"ballots.{number}" for number in range(len(codes))]
        with ProcessPoolExecutor() as pool:
            for _ in pool.map(make, codes, paths):
                pass

    def conclude(self) -> Path:
        """Close, count, decrypt; the archive as anyone has it."""
        self.service.command("close", self.pk)
        for name in TRUSTEES:
            self._until(lambda name=name: self._decrypts(name), f"{name} can't decrypt")  # type: ignore[misc]
        self._until(lambda: self._phase() == "published", "the election is not counted")
        target = self.service.home / f"{self.uuid}.bel"
        self.service.command("export", self.uuid, "--output", str(target))
        return target

    def _decrypts(self, name: str) -> bool:
        try:
            self.service.command("decrypt", str(self.service.home / f"{name}.json"))
        except RuntimeError as why:
            self.said = str(why)
            return False
        return True

    def _until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + COUNTED
        while not done():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what}: {self._phase()} {self.said}")
            time.sleep(1)

    def _phase(self) -> str:
        return str(json.loads(self.service.command("status", self.pk))["phase"])


def _write_ballots(definition: bytes, number: int, code: str, path: Path) -> None:
    election = parse_election(definition)
    secret = derive(election.group, election.uuid, code)
    with path.open("wb") as file:
        for turn in range(number):
            choice = [[1, 0]] if turn % 2 else [[0, 1]]
            file.write(make_ballot(election, secret, choice, secrets.token_bytes) + b"\n")
