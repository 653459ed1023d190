"""What a host has: `{{ hostvars | stembus_files(inventory_hostname, ["edge"]) }}`."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from deploy.checks.expectation import expectation
from deploy.hosts import Inventory, host
from deploy.rendering import matrix


def files(inventory: Inventory, name: str, parts: Iterable[str]) -> list[dict[str, str]]:
    return [asdict(file) for file in host(inventory, name, parts).files()]


def texts(
    inventory: Inventory, name: str, kind: str, parts: Iterable[str] | None = None
) -> list[str]:
    """Packages, units or ports."""
    return host(inventory, name, parts).texts(kind)


def keys(inventory: Inventory, name: str) -> list[dict[str, str]]:
    named = host(inventory, name).keys()
    return [{"name": name, "group": group} for name, group in named.items()]


def variable(inventory: Inventory, name: str, of: str) -> Any:
    """What a role's defaults say, or the inventory, or what follows from it."""
    return host(inventory, name, []).known[of]


def secrets(folder: str) -> list[str]:
    """Those that a row of processes.yml holds, and those that were given."""
    rows = matrix()["processes"].values()
    held = {name for row in rows for name in row["holds"]}
    given = {name for row in rows for name in row["given"]}
    return sorted(held | {name for name in given if Path(folder, name).exists()})


def expected(inventory: Inventory, name: str) -> dict[str, Any]:
    folder = inventory[name]["secrets_folder"]
    return expectation(host(inventory, name), secrets(f"{folder}/stembus"))


class FilterModule:
    def filters(self) -> Mapping[str, Any]:
        each = (files, texts, keys, variable, secrets, expected)
        return {f"stembus_{function.__name__}": function for function in each}
