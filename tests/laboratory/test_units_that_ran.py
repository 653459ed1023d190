"""After the story: the units are as their files say, and missed nothing."""

import json

import pytest

from deploy.laboratory.installation import Installation
from deploy.rendering import matrix

pytestmark = pytest.mark.laboratory
PROCESSES = matrix()["processes"]


def main_process(installed: Installation, unit: str) -> dict[str, str]:
    """What the kernel says of it."""
    shown = installed.host.run("systemctl", "show", "--property=MainPID", "--value", unit)
    status = installed.host.run("cat", f"/proc/{shown.strip()}/status")
    return dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)


@pytest.mark.parametrize("process", PROCESSES)
def test_the_kernel_holds_a_process_as_its_unit_says(process: str, installed: Installation) -> None:
    unit = f"stembus-{process}"
    status = main_process(installed, unit)
    user = installed.host.run("id", "--user", unit).strip()
    assert status["Uid"].split() == [user] * 4
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_no_process_was_refused_what_it_needs(installed: Installation) -> None:
    """No packet by the firewall, no statement by the database."""
    listed = json.loads(installed.host.run("nft", "-j", "list", "counters"))
    counters = [each["counter"] for each in listed["nftables"] if "counter" in each]
    refused = {each["name"]: each["packets"] for each in counters}
    assert {name for name in PROCESSES if refused[f"refused_{name}"]} == set()
    assert refused["refused_edge"] == 0
    log = installed.host.run("cat", "/var/log/postgresql/postgresql-15-main.log")
    assert [line for line in log.splitlines() if "permission denied" in line] == []


@pytest.mark.parametrize("process", PROCESSES)
def test_no_process_ended_by_itself(process: str, installed: Installation) -> None:
    shown = ("systemctl", "show", "--property=NRestarts", "--value", f"stembus-{process}")
    assert installed.host.run(*shown).strip() == "0"
