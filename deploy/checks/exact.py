"""Whether this host is exactly what it should be: `exact.py < EXPECTATION`, as root.

Prints each deviation on a line, and ends with 1 if there is one. It needs Python alone, changes
nothing, and leaves nothing behind: `playbooks/check.yml` runs it.
"""

import grp
import hashlib
import ipaddress
import json
import os
import pwd
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104
Expected = dict[str, Any]


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout  # noqa: S603


def owned(path: Path, group: str, mode: str) -> Iterator[str]:
    """A file of root's that its group may read at most, and nobody else writes."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        yield f"{path}: is a link"
        return
    was = f"{_user(found.st_uid)}:{_group(found.st_gid)} {stat.S_IMODE(found.st_mode):04o}"
    if was != f"root:{group} {mode}":
        yield f"{path}: is {was}, should be root:{group} {mode}"


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def files(expected: Expected) -> Iterator[str]:
    for name, (digest, group, mode) in expected["files"].items():
        path = Path(name)
        if not path.exists():
            yield f"{path}: is missing"
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{path}: is not what its template makes"
        yield from owned(path, group, mode)


def keys(expected: Expected) -> Iterator[str]:
    for name, group in expected["keys"].items():
        if not Path(name).exists():
            yield f"{name}: is missing"
            continue
        yield from owned(Path(name), group, "0640")
        if "will not expire" not in run("openssl", "x509", "-in", name, "-noout", "-checkend", "0"):
            yield f"{name}: is no valid certificate any more"
    for path in Path("/etc/credstore").glob("*"):
        yield from owned(path, "root", "0400")


def strays(expected: Expected) -> Iterator[str]:
    """Files where ours stand, which nothing names."""
    known = {*expected["files"], *expected["keys"], *expected["also"]}
    units = [Path(root, "systemd/system") for root in ("/etc", "/run", "/usr/local/lib")]
    places = [path for folder in units for path in folder.glob("*stembus*")]
    places += [path for path in Path("/etc/stembus").rglob("*") if not path.is_dir()]
    for folder in ("/etc/sysusers.d", "/etc/tmpfiles.d", "/etc/credstore.encrypted"):
        places += Path(folder).glob("*")
    yield from (f"{path}: is not expected" for path in places if str(path) not in known)
    held = {path.name for path in Path("/etc/credstore").glob("*")}
    wanted = {f"stembus.{name}" for name in expected["secrets"]}
    yield from (f"/etc/credstore/{name}: is missing" for name in sorted(wanted - held))
    yield from (f"/etc/credstore/{name}: is not expected" for name in sorted(held - wanted))


def units(expected: Expected) -> Iterator[str]:
    for name in expected["units"]:
        shown = run("systemctl", "show", name, "-p", "ActiveState,UnitFileState,NeedDaemonReload")
        told = dict(line.split("=", 1) for line in shown.splitlines())
        if told.get("ActiveState") != "active":
            yield f"{name}: is {told.get('ActiveState')}"
        if told.get("UnitFileState") != "enabled":
            yield f"{name}: is not enabled"
        if told.get("NeedDaemonReload") != "no":
            yield f"{name}: runs with other settings than its file has"
    listed = run("systemctl", "list-units", "--plain", "--no-legend", "--state=failed")
    yield from (f"{line.split()[0]}: has failed" for line in listed.splitlines())
    listed = run("systemctl", "list-unit-files", "--no-legend", "--state=enabled", "*stembus*")
    running = {line.split()[0] for line in listed.splitlines()}
    yield from (f"{name}: is enabled" for name in sorted(running - set(expected["units"])))


def ports(expected: Expected) -> Iterator[str]:
    found = {*_listening("tcp", "0A"), *_listening("udp", "07")}
    wanted = {f"tcp {each}" for each in expected["ports"]}
    yield from (f"{each}: nothing listens" for each in sorted(wanted - found))
    yield from (f"{each}: something listens" for each in sorted(found - wanted))


def _listening(protocol: str, state: str) -> Iterator[str]:
    for table in (protocol, f"{protocol}6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            local, seen = line.split()[1], line.split()[3]
            if seen == state:
                yield f"{protocol} {_address(local)}"


def _address(text: str) -> str:
    """What /proc/net/tcp says in words of four bytes, each the wrong way round."""
    address, port = text.split(":")
    words = re.findall("." * 8, address)
    there = str(ipaddress.ip_address(b"".join(bytes.fromhex(word)[::-1] for word in words)))
    shown = "*" if there in ANYWHERE else f"[{there}]" if ":" in there else there
    return f"{shown}:{int(port, 16)}"


def firewall(_: Expected) -> Iterator[str]:
    """What is loaded is what the file loads in an empty network, and nothing else."""
    load = "nft -f /etc/nftables.conf && nft -s list ruleset"
    if run("nft", "-s", "list", "ruleset") != run("unshare", "--net", "sh", "-c", load):
        yield "firewall: loaded are other rules than /etc/nftables.conf has"


def versions(expected: Expected) -> Iterator[str]:
    for name in expected["packages"]:
        if run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}", name).strip() != "ii":
            yield f"{name}: is not installed"
    for line in run("dpkg", "--verify", *expected["packages"]).splitlines():
        # What a package calls configuration may be ours; documents may have been left out.
        if not re.match(r"\S+\s+c\s", line) and "/usr/share/" not in line:
            yield f"{line.split()[-1]}: is not what its package brought"
    for python, wanted in expected["libraries"].items():
        found = json.loads(run(python, "-I", "-c", LIBRARIES) or "{}")
        for name in sorted(found.items() ^ wanted.items()):
            yield f"{python}: {'has' if name in found.items() else 'lacks'} {'=='.join(name)}"


# An environment's own tools come with the interpreter.
LIBRARIES = """
import json, re
from importlib.metadata import distributions
found = {re.sub("[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in distributions()}
for own in ("pip", "setuptools", "stembus"):
    found.pop(own, None)
print(json.dumps(found))
"""


def code(expected: Expected) -> Iterator[str]:
    """Each file as it was committed, and none beside."""
    folder, name = expected["install"], expected["release"]
    if not name:
        return
    place = Path(os.path.realpath(folder))
    if place.name != name:
        yield f"{folder}: is {place.name}, should be {name}"
        return
    found = {str(path.relative_to(place)): path for path in place.rglob("*") if path.is_file()}
    made = re.compile(r"\.venv/|.*__pycache__/|.*\.egg-info/|.*\.mo$|whole$|migrated$")
    ours = {name for name in found if not made.match(name)}
    for each in sorted(expected["code"].keys() | ours):
        if each not in ours:
            yield f"{place}/{each}: is missing"
        elif each not in expected["code"]:
            yield f"{place}/{each}: is not expected"
        elif _blob(found[each]) != expected["code"][each]:
            yield f"{place}/{each}: is not what was committed"


def _blob(path: Path) -> str:
    """As git names a file's contents."""
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324


def users(expected: Expected) -> Iterator[str]:
    people = {"root", *expected["administrators"]}
    for entry in pwd.getpwall():
        name, usual = entry.pw_name, entry.pw_name in people
        if entry.pw_uid == 0 and name != "root":
            yield f"user {name}: is root"
        if entry.pw_uid >= 1000 and name != "nobody" and not usual:
            yield f"user {name}: is not expected"
        if name in expected["users"] and entry.pw_shell != "/usr/sbin/nologin":
            yield f"user {name}: can log in"
        if not usual and Path(entry.pw_dir, ".ssh/authorized_keys").exists():
            yield f"user {name}: has keys to log in with"
    known = {entry.pw_name for entry in pwd.getpwall()}
    ours = {name for name in known if name.startswith("stembus-")}
    yield from (f"user {name}: is missing" for name in sorted(set(expected["users"]) - known))
    yield from (f"user {name}: is not expected" for name in sorted(ours - set(expected["users"])))
    for line in Path("/etc/shadow").read_text().splitlines():
        name, password = line.split(":")[:2]
        if password[:1] not in ("*", "!") and name not in expected["administrators"]:
            yield f"user {name}: has a password"
    for group in grp.getgrall():
        if group.gr_name in expected["users"] and group.gr_mem:
            yield f"group {group.gr_name}: has others in it, {' '.join(group.gr_mem)}"


CHECKS = (files, keys, strays, units, ports, firewall, versions, code, users)


def main() -> None:
    expected = json.load(sys.stdin)
    deviations = [f"{check.__name__}: {line}" for check in CHECKS for line in check(expected)]
    print("\n".join(deviations) or "exactly as it should be")
    sys.exit(bool(deviations))


if __name__ == "__main__":
    main()
