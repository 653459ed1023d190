"""What the drill found, as a table for people and JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from drills.failover.checker import Verdict


@dataclass
class Row:
    """One fault's runs. `gaps`: seconds without an acknowledged cast; `errors`: refusals that a
    voter would have read; `longest_wait`: one voter's, from first try to acknowledgement;
    `browsers`: from the click to the receipt."""

    fault: str
    bar: float | None
    gaps: list[float]
    acknowledged: int
    attempts: int
    errors: int
    longest_wait: float
    browsers: list[float]

    @property
    def longest(self) -> float:
        return max(self.gaps)

    @property
    def kept(self) -> bool:
        return self.errors == 0 and (self.bar is None or self.longest <= self.bar)


def row(
    fault: str,
    bar: float | None,
    windows: Sequence[tuple[float, float]],
    browsers: list[dict[str, Any]],
    history: list[dict[str, Any]],
) -> Row:
    """`windows`: from the fault to when all was whole again."""
    gaps, acknowledged, attempts, errors, wait = [], 0, 0, 0, 0.0
    for began, ended in windows:
        seen = [each for each in history if began <= each["told"] <= ended]
        told = sorted(each["told"] for each in seen if each["status"] == 200)
        moments = [began, *told, ended]
        gaps.append(max(b - a for a, b in pairwise(moments)))
        acknowledged += len(told)
        attempts += len(seen)
        errors += sum(1 for each in seen if is_refusal(each["status"]))
        wait = max([wait, *_waits(seen)])
    seconds = [each["seconds"] for each in browsers]
    return Row(fault, bar, gaps, acknowledged, attempts, errors, wait, seconds)


def is_refusal(status: int) -> bool:
    """What the booth's page shows as an answer; on all else it tries again by itself."""
    return 400 <= status < 500 and status not in (408, 425, 429)


def _waits(seen: list[dict[str, Any]]) -> list[float]:
    first: dict[tuple[int, int], float] = {}
    waits = []
    for each in seen:
        key = each["voter"], each["ballot"]
        first.setdefault(key, each["asked"])
        if each["status"] == 200:
            waits.append(each["told"] - first[key])
    return waits


def as_table(rows: list[Row], verdict: Verdict) -> str:
    lines = [
        "| fault | runs | longest gap (s) | bar (s) | acknowledged "
        "| longest wait of a voter (s) | of a browser (s) | errors seen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for each in rows:
        bar = "stands still" if each.bar is None else f"{each.bar:g}"
        waits = f"{each.longest_wait:.1f} | {max(each.browsers):.1f}"
        lines.append(
            f"| {each.fault} | {len(each.gaps)} | {each.longest:.1f} | {bar} "
            f"| {each.acknowledged} | {waits} | {each.errors} |"
        )
    lines += [
        "",
        f"Acknowledged ballots: {verdict.acknowledged}. Lost: {len(verdict.lost)}. "
        f"Twice: {len(verdict.duplicated)}. Sent by nobody: {len(verdict.unknown)}. "
        f"Receipts that differ: {verdict.receipts_that_differ}. "
        f"Voters whose last ballot is not the one counted: {len(verdict.not_the_last_counted)}. "
        f"Hosts that differ: {len(verdict.nodes_differ)}. The archive: {verdict.archive}.",
    ]
    return "\n".join(lines)


def as_json(rows: list[Row], verdict: Verdict) -> str:
    found = {
        "faults": [{**asdict(each), "longest": each.longest, "kept": each.kept} for each in rows],
        "verdict": {"acknowledged": verdict.acknowledged, "wrong": verdict.faults},
    }
    return json.dumps(found, indent=2)
