"""A host of its own for the stories, and a browser outside of it."""

import base64
import hashlib
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import playwright
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, sync_playwright

from deploy.laboratory.installation import ADDRESSES, Installation, installation
from deploy.laboratory.root import ROOT
from tests.journey.conftest import ARGUMENTS, CHROMIUM
from tests.laboratory.separated import Separated
from tests.relay import relay

# What the host said, for whoever looks into a failure.
JOURNAL = ROOT / "var/laboratory/journal"
NEEDS = ("debootstrap", "systemd-nspawn", "nft", "nsenter")


@pytest.fixture(scope="session")
def installed() -> Iterator[Installation]:
    assert os.geteuid() == 0 and all(map(shutil.which, NEEDS)), f"needs root and {NEEDS}"
    with installation() as running:
        yield running
        JOURNAL.parent.mkdir(parents=True, exist_ok=True)
        JOURNAL.write_text(running.host.journal())


@pytest.fixture(scope="session")
def service(installed: Installation) -> Iterator[Separated]:
    outside = installed.outside
    with outside.entered():
        mail = relay(at=(ADDRESSES["relay"], 587))
        taking = mail.__enter__()
    try:
        yield Separated(installed, taking)
    finally:
        mail.__exit__(None, None, None)


@pytest.fixture(scope="session")
def chromium(
    installed: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Outside of the host, where it sees what the world sees; it knows who vouches for the host."""
    there = tmp_path_factory.mktemp("browser") / "there"
    there.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, installed.visitor(_node())))} "$@"\n')
    there.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(there))
        with sync_playwright() as driver:
            known = f"--ignore-certificate-errors-spki-list={_fingerprint(installed.public)}"
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, known])
            yield browser
            browser.close()


def _node() -> Path:
    return Path(playwright.__file__).parent / "driver/node"


def _fingerprint(certificate: Path) -> str:
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()
