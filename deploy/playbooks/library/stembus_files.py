"""Writes several files, each whole or not at all, where Ansible's own `copy` takes a run for each.

files   a list of {path, text, group, mode, tells}: root writes them, and their group may read them
        returns which changed, and what is to be told
"""

import grp
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule


def differs(path: Path, file: Mapping[str, str]) -> bool:
    if not path.is_file() or path.is_symlink():
        return True
    found = path.stat()
    wanted = (0, grp.getgrnam(file["group"]).gr_gid, int(file["mode"], 8))
    if (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) != wanted:
        return True
    return path.read_bytes() != file["text"].encode()


def write(path: Path, file: Mapping[str, str]) -> None:
    """Nobody reads it before it has its group and its mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as to:
        to.write(file["text"].encode())
        os.fchown(to.fileno(), 0, grp.getgrnam(file["group"]).gr_gid)
        os.fchmod(to.fileno(), int(file["mode"], 8))
    fresh.replace(path)


def main() -> None:
    module = AnsibleModule(
        {"files": {"type": "list", "elements": "dict", "required": True}},
        supports_check_mode=True,
    )
    files = {Path("/", file["path"]): file for file in module.params["files"]}
    other = {path: file for path, file in files.items() if differs(path, file)}
    if not module.check_mode:
        for path, file in other.items():
            write(path, file)
    tells = sorted({file.get("tells") or "units" for file in other.values()})
    module.exit_json(changed=bool(other), written=[str(path) for path in other], tells=tells)


if __name__ == "__main__":
    main()
