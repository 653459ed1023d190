"""What a host has: `{{ hostvars | stembus_files(inventory_hostname, ["edge"]) }}`."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from deploy.checks.expectation import BUNDLES, TLS, expectation
from deploy.hosts import Inventory, host
from deploy.rendering import matrix


def files(inventory: Inventory, name: str, parts: Iterable[str]) -> list[dict[str, str]]:
    return [asdict(file) for file in host(inventory, name, parts).files()]


def texts(
    inventory: Inventory, name: str, kind: str, parts: Iterable[str] | None = None
) -> list[str]:
    """Packages, units or ports."""
    return host(inventory, name, parts).texts(kind)


def keys(inventory: Inventory, name: str, folder: str) -> list[dict[str, str]]:
    """Certificates with keys, of what deploy/certificates.py made, and who is trusted."""
    said = {f"{key}.pem": (group, "0640") for key, group in host(inventory, name).keys().items()}
    said |= {bundle: ("root", "0644") for bundle in BUNDLES}
    return [_given(Path(folder, key), f"{TLS}/{key}", *rest) for key, rest in said.items()]


def variable(inventory: Inventory, name: str, of: str) -> Any:
    """What a role's defaults say, or the inventory, or what follows from it."""
    return host(inventory, name, []).known[of]


def secrets(folder: str) -> list[dict[str, str]]:
    """Root's alone: systemd gives each unit its own."""
    return [
        _given(Path(folder, name), f"/etc/credstore/stembus.{name}", "root", "0400", "processes")
        for name in _secrets(folder)
    ]


def _secrets(folder: str) -> list[str]:
    """Those that a row of processes.yml holds, and those that were given."""
    rows = matrix()["processes"].values()
    held = {name for row in rows for name in row["holds"]}
    given = {name for row in rows for name in row["given"]}
    return sorted(held | {name for name in given if Path(folder, name).exists()})


def _given(source: Path, path: str, group: str, mode: str, tells: str = "") -> dict[str, str]:
    text = source.read_text()
    return {"path": path, "text": text, "group": group, "mode": mode, "tells": tells}


def expected(inventory: Inventory, name: str) -> dict[str, Any]:
    folder = inventory[name]["secrets_folder"]
    return expectation(host(inventory, name), _secrets(f"{folder}/stembus"))


class FilterModule:
    def filters(self) -> Mapping[str, Any]:
        each = (files, texts, keys, variable, secrets, expected)
        return {f"stembus_{function.__name__}": function for function in each}
