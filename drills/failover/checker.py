"""Decides, over the history of all voters and every host's database, what went wrong.

What must hold: every acknowledged ballot is on the board exactly once, in every host's database;
there is no ballot that nobody sent; the same ballot was always answered with the same receipt;
what is counted is each voter's last; and the archive verifies.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from deploy.laboratory.root import ROOT
from deploy.laboratory.sites import Sites
from drills.failover.election import Election
from stembus.verify.archive import scan


@dataclass
class Verdict:
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    receipts_that_differ: int = 0
    refused: list[str] = field(default_factory=list)
    nodes_differ: list[str] = field(default_factory=list)
    not_the_last_counted: list[str] = field(default_factory=list)
    browsers_failed: list[str] = field(default_factory=list)
    archive: str = ""

    @property
    def faults(self) -> dict[str, Any]:
        """What is not as it must be; empty: all is well."""
        wrong = {
            name: value
            for name, value in vars(self).items()
            if name not in ("acknowledged", "archive") and value
        }
        return wrong if self.archive == "valid" else {**wrong, "archive": self.archive}


def read_history(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def check(
    service: Sites, election: Election, folder: Path, browsers: list[dict[str, Any]]
) -> Verdict:
    """After everything has healed, and the election was concluded. `browsers`: what they saw."""
    history = read_history(folder / "history.jsonl")
    sent = {number: _ballots(folder, number) for number in range(election.voters)}
    verdict = Verdict()
    _compare_history(history, verdict)
    acknowledged = {
        (each["voter"], each["ballot"]): sent[each["voter"]][each["ballot"]]
        for each in history
        if each["status"] == 200
    }
    verdict.acknowledged = len(acknowledged)
    tried = {sent[each["voter"]][each["ballot"]] for each in history}
    tried |= _compare_browsers(service, election.uuid, browsers, verdict)
    stored = {name: _stored(service, name, election.uuid) for name in service.sites}
    for name, contents in stored.items():
        _compare_stored(name, contents, acknowledged.values(), tried, verdict)
    verdict.nodes_differ = [name for name in stored if stored[name] != stored["a"]]
    archive = service.home / f"{election.uuid}.bel"
    verdict.archive = _verify(archive)
    _compare_counted(archive, election, acknowledged, verdict)
    return verdict


def _ballots(folder: Path, number: int) -> list[str]:
    return (folder / f"ballots.{number}").read_text().splitlines()


def _compare_history(history: list[dict[str, Any]], verdict: Verdict) -> None:
    verdict.receipts_that_differ = sum(1 for each in history if each["differs"])
    verdict.refused = [
        f"{each['status']} {each['said']}"
        for each in history
        if 400 <= each["status"] < 500 and each["status"] not in (408, 425, 429)
    ]


def _stored(service: Sites, name: str, uuid: str) -> Counter[str]:
    rows = service.sites[name].query(
        "SELECT content FROM ballots_ballot b JOIN elections_poll p ON p.id = b.poll_id "
        f"WHERE p.uuid = '{uuid}'"
    )
    return Counter(rows.splitlines())


def _compare_browsers(
    service: Sites, uuid: str, browsers: list[dict[str, Any]], verdict: Verdict
) -> set[str]:
    """What they sent, found by the trackers that their pages showed."""
    found: set[str] = set()
    for seen in browsers:
        kept = [
            service.sites[name].query(
                "SELECT content FROM ballots_ballot b JOIN elections_poll p ON p.id = b.poll_id "
                f"WHERE p.uuid = '{uuid}' AND tracker = '{seen['tracker']}'"
            )
            for name in service.sites
        ]
        found |= set(kept)
        if not all(kept):
            verdict.browsers_failed.append(seen["said"] or f"not stored: {seen['tracker']}")
    return found


def _compare_stored(
    name: str,
    stored: Counter[str],
    acknowledged: Iterable[str],
    tried: set[str],
    verdict: Verdict,
) -> None:
    def short(ballot: str) -> str:
        return f"{name}: {sha256(ballot.encode()).hexdigest()[:12]}"

    verdict.lost += [short(each) for each in acknowledged if not stored[each]]
    verdict.duplicated += [short(each) for each, times in stored.items() if times > 1]
    verdict.unknown += [short(each) for each in stored if each not in tried]


def _verify(archive: Path) -> str:
    program = ROOT / ".venv/bin/stembus-verify"
    done = subprocess.run([program, "--json", "--quiet", archive], capture_output=True, text=True)
    return "valid" if done.returncode == 0 else done.stdout[-400:] + done.stderr[-400:]


def _compare_counted(
    archive: Path, election: Election, acknowledged: dict[tuple[int, int], str], verdict: Verdict
) -> None:
    """A credential's last ballot in the archive is the last that was acknowledged to its voter."""
    last_of = {_credential(ballot): ballot for ballot in _published(archive)}
    for number in range(election.voters):
        places = [place for voter, place in acknowledged if voter == number]
        if places:
            last = acknowledged[number, max(places)]
            if last_of.get(_credential(last)) != last:
                verdict.not_the_last_counted.append(f"voter {number}")


def _credential(ballot: str) -> str:
    return str(json.loads(ballot)["credential"])


def _published(path: Path) -> Iterator[str]:
    """The ballots on the board, in their order."""
    archive = scan(path, lambda *_: None)
    return (archive.read(place).decode() for place in archive.ballots)
