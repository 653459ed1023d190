"""Writes a host's files: `python -m deploy.rendering FOLDER [--host VARIABLES.yml]`.

The templates are plain Jinja2 under `deploy/roles/*/templates`, filled with `deploy/processes.yml`,
the roles' defaults and what a host says in a file of its own: as the playbooks do.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

DEPLOY = Path(__file__).parent
ROLES = DEPLOY / "roles"
PARTS = DEPLOY / "parts.yml"
WHOLE = ("users", "firewall", "certificates", "stembus", "migrate", "edge", "database", "alone")

Variables = dict[str, Any]
OWNER = {"reaches": ["database"]}


def matrix() -> Variables:
    """`processes` and `destinations`, as in processes.yml."""
    return _read(DEPLOY / "processes.yml")


def listed() -> Variables:
    """The parts of hosts, as in parts.yml."""
    parts: Variables = _read(PARTS)["parts"]
    return parts


def variables(host: Mapping[str, Any] | None = None) -> Variables:
    """The matrix, the roles' defaults, and over them what a host says."""
    found = {**matrix()}
    for defaults in sorted(ROLES.glob("*/defaults/main.yml")):
        found |= _read(defaults)
    said = dict(host or {})
    found["addresses"] = {**found["addresses"], **said.pop("addresses", {})}
    return found | said


def parts_of(known: Variables) -> list[str]:
    """Of a host that has everything on it; what a cluster adds goes by its members."""
    cluster = ["names", "network", "router"] if known["cluster_members"] else []
    for part in ("members", "consensus"):
        if known["cluster_host"] in known[f"cluster_{part}"]:
            cluster.append(part)
    backup = {"database": "archive"}.get(known["backup_role"], known["backup_role"])
    return [*WHOLE, *cluster, *filter(None, [backup, "notes" if known["backup_notes"] else ""])]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a host, with its contents. Root writes it, and its group may read it."""

    path: str
    text: str
    group: str
    mode: str
    tells: str
    part: str


class Host:
    """What parts.yml says of a host's parts."""

    def __init__(self, known: Variables, parts: Iterable[str]) -> None:
        self.known, self.parts = known, {part: listed()[part] for part in parts}
        self._templates = Environment(
            # `include` finds what stands beside a template.
            loader=FileSystemLoader([ROLES, *ROLES.glob("*/templates")]),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,  # as Ansible does
            autoescape=False,  # noqa: S701 - units and rules, not pages
        )

    def files(self) -> Iterator[File]:
        for part, own, said in self._each("files"):
            if said.get("as") == "owner":
                own = {"process": "owner", "row": OWNER}
            text = self._templates.get_template(said["from"]).render(self.known, **own)
            rest = [self._fill(said.get(name, ""), own) for name in ("group", "mode", "tells")]
            group, mode, tells = rest
            path = self._fill(said["to"], own)
            yield File(path, text, group or "root", mode or "0644", tells, part)

    def keys(self) -> dict[str, str]:
        """Certificates with keys, by their names, and whose group reads them."""
        said = [(own, *pair) for _, own, pair in self._each("keys")]
        return {self._fill(name, own): self._fill(group, own) for own, name, group in said}

    def texts(self, kind: str) -> list[str]:
        """Packages, units or ports."""
        return list(dict.fromkeys(self._fill(said, own) for _, own, said in self._each(kind)))

    def _each(self, kind: str) -> Iterator[tuple[str, Variables, Any]]:
        rows = {
            None: [{}],
            "processes": [{"process": p, "row": r} for p, r in self.known["processes"].items()],
        }
        rows["web"] = [each for each in rows["processes"] if "port" in each["row"]]
        for part, said in self.parts.items():
            items = said.get(kind, [])
            for own in rows[said.get("each")]:
                for one in items.items() if isinstance(items, dict) else items:
                    yield part, own, one

    def _fill(self, text: str, own: Variables) -> str:
        return self._templates.from_string(text).render(self.known, **own)


def render(host: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Each file of a host, by its path from the root."""
    known = variables(host)
    return {file.path: file.text for file in Host(known, parts_of(known)).files()}


def write(folder: Path, host: Mapping[str, Any] | None = None) -> None:
    for path, text in render(host).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@cache
def _read(path: Path) -> Variables:
    read: Variables = yaml.safe_load(path.read_text())
    return read


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.rendering", description=__doc__)
    parser.add_argument("folder", type=Path, help="stands for the host's root directory")
    parser.add_argument("--host", type=Path, help="a YAML file over the roles' defaults")
    options = parser.parse_args()
    write(options.folder, _read(options.host) if options.host else None)


if __name__ == "__main__":
    main()
