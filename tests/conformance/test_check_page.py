"""The page “Check it yourself”: each command on it works as it is printed."""

import html
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conformance.holding import Holding
from tests.conformance.peers import MODULES
from tests.conformance.plans import plans
from tests.service import COMMANDS, Service

# What the reader does on the first day only: another day's copy takes its place otherwise.
KEEP = "--create-dirs"


def commands(service: Service, uuid: str) -> list[str]:
    with urllib.request.urlopen(f"{service.origin}/en/board/{uuid}/check/") as response:
        page = response.read().decode()
    blocks = re.findall(r'<pre class="command".*?<code>(.*?)</code></pre>', page, re.DOTALL)
    return [html.unescape(block) for block in blocks]


def run(command: str, folder: Path) -> None:
    """In a shell in the reader's folder, in which npx finds the version that we have pinned."""
    path = f"{COMMANDS}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "npm_config_offline": "true"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def wait_for_record(service: Service, uuid: str) -> None:
    """It is made a moment after the result is published."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{service.origin}/elections/{uuid}/record.json").close()
            return
        except urllib.error.HTTPError:
            time.sleep(0.2)
    raise AssertionError(service.log())


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_each_command_on_the_page_works_during_and_after_the_voting(
    service: Service, tmp_path: Path, group: str
) -> None:
    plan, reader = plans(group)[1], tmp_path / "reader"
    reader.mkdir()
    (reader / "node_modules").symlink_to(MODULES)
    holding = Holding(service, plan, tmp_path / "files")
    uuid = holding.open()
    for command in commands(service, uuid):
        run(command, reader)
    for voter, choices in plan.votes:
        holding.vote(voter, choices)
    holding.count()
    wait_for_record(service, uuid)
    printed = commands(service, uuid)
    assert len(printed) == (8 if group == "Ed25519" else 9)
    for command in printed:
        if KEEP not in command:
            run(command, reader)
    name = f"{uuid}.bel"
    assert (reader / name).stat().st_size > (reader / "earlier" / name).stat().st_size
