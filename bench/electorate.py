"""An election made with the `stembus` command, open, and its voters with their links."""

import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from email import message_from_string, policy
from functools import partial
from typing import Self

from bench.making import CORES
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import derive
from stembus.protocol.election import parse_election
from tests.service import Service

LINK = re.compile(r"https?://\S+/vote/(\S+)/#\S+")


@dataclass(frozen=True)
class Electorate:
    """`polls`: for each ballot paper its uuid and its voters' links."""

    polls: list[tuple[str, list[str]]]

    @classmethod
    def of(cls, service: Service, group: str, sizes: Sequence[int], voters: int) -> Self:
        """A ballot paper for each number of candidates, with so many voters each."""
        election = opened(service, group, sizes, voters)
        service.command("work", "mailer", "--once")
        polls = json.loads(service.command("status", election))["polls"]
        sent = _links(service)
        return cls([(poll["uuid"], sent[poll["uuid"]]) for poll in polls])

    @staticmethod
    def ballots(raw: bytes, links: Sequence[str]) -> list[bytes]:
        """A ballot for each voter of a paper, made by all cores."""
        codes = [link.rsplit("#", 1)[1] for link in links]
        with ProcessPoolExecutor(CORES) as pool:
            return list(pool.map(partial(_ballot, raw), codes, chunksize=20))


def opened(service: Service, group: str, sizes: Sequence[int], voters: int) -> str:
    """An election whose messages with voting codes wait to be sent."""
    service.home.mkdir(parents=True, exist_ok=True)
    service.command("migrate")
    election = _create(service, group, sizes)
    _load_roll(service, election, sizes, voters)
    for name in ("one", "two"):
        person = ("--name", name, "--email", f"{name}@example.org")
        key = service.home / f"{election}-{name}.json"
        service.command("trustee", election, *person, "--key-file", str(key))
    service.command("open", election)
    return election


def _create(service: Service, group: str, sizes: Sequence[int]) -> str:
    polls = [
        {
            "name": str(size),
            "questions": [
                {
                    "title": "Who?",
                    "answers": [f"Candidate {number}" for number in range(1, size + 1)],
                    "blank": False,
                }
            ],
        }
        for size in sizes
    ]
    path = service.home / "election.json"
    path.write_text(json.dumps({"name": "Bench", "group": group, "polls": polls}))
    return service.command("create", str(path))


def _load_roll(service: Service, election: str, sizes: Sequence[int], voters: int) -> None:
    rows = (f"voter{n}-{size}@example.org,{size}" for size in sizes for n in range(voters))
    path = service.home / "roll.csv"
    path.write_text("\n".join(["email,poll", *rows]))
    service.command("roll", election, str(path))


def _links(service: Service) -> dict[str, list[str]]:
    """The links in all the messages that were sent, by poll."""
    found: dict[str, list[str]] = {}
    for path in (service.home / "mail").glob("*.log"):
        for part in re.split(r"^-{79}\n", path.read_text(), flags=re.MULTILINE):
            text = message_from_string(part, policy=policy.default).get_content()
            for link in LINK.finditer(text):
                found.setdefault(link[1], []).append(link[0])
    return found


def _ballot(raw: bytes, code: str) -> bytes:
    election = parse_election(raw)
    secret = derive(election.group, election.uuid, code)
    marks = [1] + [0] * (len(election.questions[0].answers) - 1)
    return make_ballot(election, secret, [marks], os.urandom)
