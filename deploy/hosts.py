"""From an inventory to a host: which parts it has, and what the others mean for its templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.rendering import Host, Variables, listed, matrix, variables

Inventory = Mapping[
    str, Mapping[str, Any]
]  # by host: its variables, `groups` and `group_names` too


def parts_of(inventory: Inventory, name: str) -> list[str]:
    said = inventory[name]
    groups = {"all", *said["group_names"]}
    groups |= {f"first_{group}" for group in groups if _first(said, group) == name}
    return [name for name, part in listed().items() if groups & set(part["groups"])]


def host(inventory: Inventory, name: str, parts: Iterable[str] | None = None) -> Host:
    """With all of its parts, or those of them that are named."""
    said = inventory[name]
    follows = follow(inventory, name)
    known = {key: said[key] for key in variables() if key in said}
    chosen = [part for part in parts_of(inventory, name) if parts is None or part in parts]
    return Host(variables(follows | known), chosen)


def follow(inventory: Inventory, name: str) -> Variables:
    """What nobody need say: who the others are, and where."""
    said = inventory[name]
    of = {group: _addresses(inventory, said, group) for group in GROUPS}
    own, application = said["address"], of["application"]
    here = {group: group in said["group_names"] for group in GROUPS}
    peers = [address for address in application.values() if address != own]
    return {
        "stembus_install": "/opt/stembus/current",
        "stembus_listen": own,
        "edge_here": here["application"],
        "edge_peers": peers if here["application"] else [],
        "edge_servers": _servers([own]),
        "edge_servers_elsewhere": _servers(peers),
        "database_here": here["database"],
        "database_clients": [_alone(address) for address in application.values()],
        "cluster_host": name,
        "cluster_watch": "/opt/stembus/current",
        "cluster_members": of["database"],
        "cluster_consensus": of["consensus"],
        "certificates_reload": _reloading(parts_of(inventory, name)),
        **_backups(of, name, {**variables(), **said}),
    }


GROUPS = ("application", "database", "consensus", "vault", "copy")
# What a host has to do with backups: of the groups that it is in, the first.
BACKUPS = ("vault", "copy", "database")


def _first(said: Mapping[str, Any], group: str) -> str:
    return next(iter(said["groups"].get(group, [])), "")


def _backups(of: dict[str, dict[str, str]], name: str, known: Mapping[str, Any]) -> Variables:
    """Members archive to the vault, which fetches from them; the copy's host fetches from it."""
    domain, vault = known["certificates_domain"], next(iter(of["vault"]), "")
    role = next((group for group in BACKUPS if name in of[group]), "") if vault else ""
    # `host-`: pgBackRest 2.45 lets `*` in a certificate stand for more than one letter alone.
    archives = {f"host-{host}.archive.{domain}": each for host, each in of["database"].items()}
    vaults = {f"host-{host}.backup.{domain}": each for host, each in of["vault"].items()}
    members, vault_at = list(of["database"].values()), list(of["vault"].values())
    copies = list(of["copy"].values())
    callers = {"database": vault_at, "vault": [*members, *copies]}
    reached = {"database": vault_at, "vault": members, "copy": vault_at}
    return {
        "backup_host": f"host-{vault}.backup.{domain}" if vault else "",
        "backup_role": role,
        "backup_databases": [{"host": host} for host in archives],
        "backup_data": known["cluster_data"],
        "backup_callers": callers.get(role, []),
        "backup_reached": reached.get(role, []),
        "backup_notes": bool(vault) and name == next(iter(of["application"]), ""),
        "hosts_also": {**archives, **vaults} if vault else {},
    }


def _addresses(inventory: Inventory, said: Mapping[str, Any], group: str) -> dict[str, str]:
    return {name: inventory[name]["address"] for name in said["groups"].get(group, [])}


def _servers(addresses: Iterable[str]) -> dict[str, list[str]]:
    """Where an edge finds each web process."""
    return {
        process: [f"{address}:{row['port']}" for address in addresses]
        for process, row in matrix()["processes"].items()
        if "port" in row
    }


def _alone(address: str) -> str:
    """As a network with nobody else in it."""
    return f"{address}/{128 if ':' in address else 32}"


def _reloading(parts: Iterable[str]) -> list[str]:
    """Units that read their certificates at a reload alone."""
    web = [f"stembus-{name}" for name, row in matrix()["processes"].items() if "port" in row]
    of = {"web": web, "edge": ["stembus-edge"], "router": ["stembus-router"]}
    of |= {"members": ["stembus-patroni"]}
    of |= {part: ["stembus-backup-server"] for part in ("archive", "vault")}
    return [unit for part in parts for unit in of.get(part, [])]
