"""Hosts that nothing was done to, and what the playbooks make of them."""

import os
import shutil
import time
from collections.abc import Iterator

import pytest

from deploy.laboratory.managed import Managed, managed
from deploy.laboratory.root import ROOT

LOG = ROOT / "var/laboratory/plays"
NEEDS = ("debootstrap", "systemd-nspawn", "nsenter", "ssh", "curl", "msgfmt")


@pytest.fixture(scope="session")
def built() -> Iterator[Managed]:
    """The whole service, by one playbook."""
    assert os.geteuid() == 0 and all(map(shutil.which, NEEDS)), f"needs root and {NEEDS}"
    with managed() as found:
        try:
            begun = time.monotonic()
            found.play("site")
            print(f"site.yml from bare hosts: {time.monotonic() - begun:.0f} s")
            yield found
        finally:
            LOG.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found.folder / "plays", LOG)
