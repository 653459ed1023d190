"""What a host should be, as data for `exact.py`."""

import re
from hashlib import sha256
from typing import Any

from deploy.building import native_version, release_name, released
from deploy.laboratory.root import ROOT
from deploy.rendering import Host, matrix

TLS = "/etc/stembus/tls"
BUNDLES = ("ca.crt", "edge-ca.crt", "cluster-ca.crt")


def expectation(host: Host, secrets: list[str]) -> dict[str, Any]:
    """`secrets` are the names of those that were handed out."""
    known, application = host.known, "stembus" in host.parts
    runs = "code" in host.parts
    return {
        "files": {
            f"/{file.path}": [sha256(file.text.encode()).hexdigest(), file.group, file.mode]
            for file in host.files()
        },
        "keys": {f"{TLS}/{name}.pem": group for name, group in host.keys().items()}
        | ({f"{TLS}/public.pem": "stembus-edge"} if application else {}),
        "also": [f"{TLS}/{name}" for name in (*BUNDLES, "renewed")]
        + ([known["backup_recipients"]] if "vault" in host.parts else []),
        "secrets": secrets if application else [],
        "units": host.texts("units"),
        "ports": [*host.texts("ports"), *known["ports_also"]],
        "packages": host.texts("packages"),
        "libraries": _libraries(host),
        "install": known["stembus_install"],
        "release": release_name() if runs else "",
        "code": released() if runs else {},
        "users": _users(known),
        "administrators": known["administrators"],
    }


def _users(known: dict[str, Any]) -> list[str]:
    """Ours, who have no shell and no password."""
    router = ["router"] if known["cluster_members"] else []
    return [f"stembus-{name}" for name in (*matrix()["processes"], "migrate", "edge", *router)]


def _libraries(host: Host) -> dict[str, dict[str, str]]:
    """Of each environment, by its interpreter."""
    found = {}
    if "code" in host.parts:
        version = native_version()
        native = {"stembus-native": version} if version else {}
        found[f"{host.known['stembus_install']}/.venv/bin/python"] = _pinned("run") | native
    if "members" in host.parts:
        found[f"{host.known['cluster_patroni']}/python"] = _pinned("patroni")
    return found


def _pinned(name: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{name}.txt").read_text()
    pins = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))
    return {re.sub(r"[-_.]+", "-", each): v for each, v in pins.items() if each != "setuptools"}
