"""Writes a host's files: `python -m deploy.rendering FOLDER [--host VARIABLES.yml]`.

The templates are plain Jinja2 under `deploy/roles/*/templates`, filled with `deploy/processes.yml`,
the roles' defaults and what a host says in a file of its own: as the playbooks do.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

DEPLOY = Path(__file__).parent
ROLES = DEPLOY / "roles"
# template: where the file stands on a host
ONCE = {
    "stembus/templates/migrate.service.j2": "etc/systemd/system/stembus-migrate.service",
    "stembus/templates/edge.service.j2": "etc/systemd/system/stembus-edge.service",
    "stembus/templates/sysusers.conf.j2": "etc/sysusers.d/stembus.conf",
    "stembus/templates/tmpfiles.conf.j2": "etc/tmpfiles.d/stembus.conf",
    "firewall/templates/nftables.conf.j2": "etc/nftables.conf",
    "edge/templates/haproxy.cfg.j2": "etc/stembus/edge/haproxy.cfg",
    "database/templates/pg_hba.conf.j2": "etc/postgresql/15/main/pg_hba.conf",
    "database/templates/stembus.conf.j2": "etc/postgresql/15/main/conf.d/stembus.conf",
    "certificates/templates/reload.path.j2": "etc/systemd/system/stembus-certificates.path",
    "certificates/templates/reload.service.j2": "etc/systemd/system/stembus-certificates.service",
}
# The same, on hosts that are named under this variable (roles/cluster/defaults).
IF_AMONG = {
    "cluster_members": {
        "cluster/templates/patroni.yml.j2": "etc/stembus/patroni.yml",
        "cluster/templates/patroni.service.j2": "etc/systemd/system/stembus-patroni.service",
        "cluster/templates/watch.service.j2": "etc/systemd/system/stembus-watch.service",
    },
    "cluster_consensus": {
        "cluster/templates/etcd.yml.j2": "etc/stembus/etcd.yml",
        "cluster/templates/etcd.service.j2": "etc/systemd/system/stembus-etcd.service",
    },
}
# The same, where there is a cluster.
WITH_CLUSTER = {
    "cluster/templates/hosts.j2": "etc/hosts",
    "cluster/templates/router.cfg.j2": "etc/stembus/router/haproxy.cfg",
    "cluster/templates/router.service.j2": "etc/systemd/system/stembus-router.service",
}
# The same, by what a host has to do with backups; its units stand in roles/backup/defaults.
PGBACKREST = {
    "backup/templates/pgbackrest.conf.j2": "etc/pgbackrest/pgbackrest.conf",
    "backup/templates/openssl.cnf.j2": "etc/pgbackrest/openssl.cnf",
}
REHEARSAL = "var/lib/stembus-rehearsal"
FOR_BACKUP = {
    "database": PGBACKREST,
    "copy": PGBACKREST,
    "vault": {
        **PGBACKREST,
        "backup/templates/rehearsal.conf.j2": "etc/pgbackrest/rehearsal/pgbackrest.conf",
        "backup/templates/rehearsal-postgresql.conf.j2": f"{REHEARSAL}/postgresql.conf",
        "backup/templates/rehearsal-hba.conf.j2": f"{REHEARSAL}/pg_hba.conf",
    },
}
ENVIRONMENT = "stembus/templates/environment.j2"
FOR_EACH_PROCESS = {
    "stembus/templates/unit.service.j2": "etc/systemd/system/stembus-{process}.service",
    ENVIRONMENT: "etc/stembus/{process}.env",
}
# Who brings the database up to date has a role, and no row: it runs between two versions.
OWNER = {"process": "owner", "row": {"reaches": ["database"]}}

Variables = dict[str, Any]


def matrix() -> Variables:
    """`processes` and `destinations`, as in processes.yml."""
    return _read(DEPLOY / "processes.yml")


def variables(host: Mapping[str, Any] | None = None) -> Variables:
    """The matrix, the roles' defaults, and over them what a host says."""
    found = matrix()
    for defaults in sorted(ROLES.glob("*/defaults/main.yml")):
        found |= _read(defaults)
    said = dict(host or {})
    found["addresses"] = {**found["addresses"], **said.pop("addresses", {})}
    return found | said


def render(host: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Each file of a host, by its path from the root."""
    return dict(_rendered(variables(host)))


def _rendered(known: Variables) -> Iterator[tuple[str, str]]:
    templates = Environment(
        # `include` finds what stands beside a template.
        loader=FileSystemLoader([ROLES, *ROLES.glob("*/templates")]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,  # as Ansible does
        autoescape=False,  # noqa: S701 - units and rules, not pages
    )
    for name, path in _once(known).items():
        yield path, templates.get_template(name).render(known)
    for name, path in FOR_EACH_PROCESS.items():
        template = templates.get_template(name)
        for process, row in known["processes"].items():
            yield path.format(process=process), template.render(known, process=process, row=row)
    environment = templates.get_template(ENVIRONMENT)
    yield "etc/stembus/migrate.env", environment.render(known, **OWNER)


def _once(known: Variables) -> dict[str, str]:
    among = [files for name, files in IF_AMONG.items() if known["cluster_host"] in known[name]]
    cluster = WITH_CLUSTER if known["cluster_members"] else {}
    chosen = [ONCE, cluster, *among, _of_backup(known)]
    return {name: path for files in chosen for name, path in files.items()}


def _of_backup(known: Variables) -> dict[str, str]:
    roles = [known["backup_role"], *(["notes"] if known["backup_notes"] else [])]
    units = {unit for role in roles for unit in known["backup_units_of"].get(role, ())}
    return FOR_BACKUP.get(known["backup_role"], {}) | {
        f"backup/templates/{unit}.j2": f"etc/systemd/system/{known['backup_units'][unit]}"
        for unit in sorted(units)
    }


def write(folder: Path, host: Mapping[str, Any] | None = None) -> None:
    for path, text in render(host).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


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
