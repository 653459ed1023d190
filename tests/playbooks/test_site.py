"""From bare hosts to a service, with one playbook."""

import re
import time

import pytest

from deploy.building import native_version
from deploy.laboratory.managed import ADDRESSES, GROUPS, Managed

pytestmark = pytest.mark.laboratory
INTERPRETER = "/opt/stembus/current/.venv/bin/python"
MISSING = "from stembus.protocol.group import missing_core; print(missing_core())"


def counted(what: str, told: str) -> dict[str, int]:
    """By host, as a playbook says at its end."""
    return {name: int(n) for name, n in re.findall(rf"^(\S+)\s+: ok=.*{what}=(\d+)", told, re.M)}


def test_a_second_run_changes_nothing(built: Managed) -> None:
    begun = time.monotonic()
    found = counted("changed", built.play("site"))
    print(f"site.yml again: {time.monotonic() - begun:.0f} s")
    assert found == dict.fromkeys(["localhost", *ADDRESSES], 0)


@pytest.mark.parametrize("site", GROUPS["application"])
def test_each_site_answers(site: str, built: Managed) -> None:
    assert built.fetch(site, "/nl/login/") == "200"
    assert built.fetch(site, "/polls/none/election.json") == "404"


@pytest.mark.parametrize("site", GROUPS["application"])
def test_each_site_has_the_native_core_if_there_is_one_here(site: str, built: Managed) -> None:
    told = built.hosts[site].run(INTERPRETER, "-c", MISSING, user="stembus-booth")
    assert (told.strip() == "None") is bool(native_version()), told


def test_every_host_is_exactly_as_it_should_be(built: Managed) -> None:
    built.play("check")
