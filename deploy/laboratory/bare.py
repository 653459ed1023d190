"""The file system of a bare host: Debian and SSH, and packages in its cache: it has no mirror."""

import fcntl
import os
import shutil
from pathlib import Path

from deploy.laboratory import root
from deploy.laboratory.root import CACHE, overlay, run
from deploy.rendering import listed

# What parts of hosts are made of, and what Ansible's own `apt` asks for.
PACKAGES = sorted({name for part in listed().values() for name in part.get("packages", [])})
ALSO = ("python3-apt",)
# What the laboratory's other hosts have from the start, and these get from the playbooks.
AWAY = ("haproxy", "nftables", "python3-venv", "postgresql*")
APT = ("apt-get", "-y", "-q", "--no-install-recommends")
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin"}


def layers() -> list[Path]:
    base = root.layers()[-1]
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = " ".join((base.name, *PACKAGES, *ALSO, *AWAY))
        return [root.made("bare", wanted, lambda to: _bare(base, to)), base]


def _bare(base: Path, to: Path) -> None:
    to.mkdir()
    with overlay([base], to) as there:
        shutil.copy("/etc/resolv.conf", there / "etc/resolv.conf")
        _apt(there, "update")
        _apt(there, "purge", "--autoremove", *AWAY)
        _apt(there, "install", "openssh-server")
        (there / "etc/apt/apt.conf.d/80laboratory").write_text(KEEP)
        _apt(there, "install", "--download-only", *PACKAGES, *ALSO)
        (there / "etc/resolv.conf").unlink()


# Else apt removes what it has installed.
KEEP = 'Binary::apt::APT::Keep-Downloaded-Packages "true";\n'


def _apt(there: Path, *arguments: str) -> None:
    said = [f"{name}={value}" for name, value in QUIET.items()]
    run("chroot", there, "env", "-i", *said, *APT, *arguments)


def fresh(there: Path) -> None:
    """Its lists of packages are of today, so that none is fetched."""
    os.utime(there / "var/lib/apt/lists")
