"""From bare hosts to a service, with one playbook."""

import re
import time

import pytest

from deploy.laboratory.managed import ADDRESSES, GROUPS, Managed

pytestmark = pytest.mark.laboratory


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


def test_every_host_is_exactly_as_it_should_be(built: Managed) -> None:
    built.play("check")
