"""The matrix of rights, read from processes.yml."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "processes.yml"
OWNER = "stembus_owner"
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
# Tables that Django names in another way than by area and model.
NAMED = {"sessions.session": "django_session", "organiser.cache": "organiser_cache"}
GRANT = re.compile(r"([SIUD])(?:\(([^()]+)\))?(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a process may do to a table; `columns` is empty for whole rows."""

    table: str
    verb: str
    columns: tuple[str, ...] = ()


def processes() -> Mapping[str, Mapping[str, Any]]:
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text())
    found: Mapping[str, Mapping[str, Any]] = read["processes"]
    return found


def role(process: str) -> str:
    return f"stembus_{process}"


def grants(process: str) -> list[Grant]:
    return [grant for _, grant in _may(process)]


def areas(process: str) -> dict[str, str]:
    """For each area that the process may touch, its verbs together: SIUD."""
    found: dict[str, set[str]] = {}
    for area, grant in _may(process):
        found.setdefault(area, set()).add(grant.verb)
    return {
        area: "".join(letter for letter, verb in VERBS.items() if verb in verbs)
        for area, verbs in found.items()
    }


def _may(process: str) -> Iterator[tuple[str, Grant]]:
    for name, verbs in processes()[process]["may"].items():
        area, model = name.split(".")
        for verb, columns in _parse(verbs):
            yield area, Grant(NAMED.get(name, f"{area}_{model}"), verb, columns)


def _parse(verbs: str) -> list[tuple[str, tuple[str, ...]]]:
    found = list(GRANT.finditer(verbs))
    if "".join(each[0] for each in found) != verbs:
        raise ValueError(f"processes.yml: {verbs!r} is not a list of verbs")
    return [
        (VERBS[each[1]], tuple(re.split(r",\s*", each[2])) if each[2] else ()) for each in found
    ]
