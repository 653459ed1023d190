"""What is done with a service that runs, while somebody asks it for something all the time."""

import json
from pathlib import Path

import pytest

from deploy.laboratory.managed import GROUPS, Managed
from deploy.laboratory.root import ROOT, run
from tests.playbooks.asking import Answers, asking
from tests.playbooks.test_site import counted

pytestmark = pytest.mark.laboratory
# Seconds without an answer that a machine with much else to do may take.
GAP = 15


def leader(sites: Managed) -> str:
    found = members(sites)
    return next(name for name, (role, _) in found.items() if role == "Leader")


def members(sites: Managed) -> dict[str, tuple[str, str]]:
    command = (
        "/opt/patroni/bin/patronictl",
        "-c",
        "/etc/stembus/patroni.yml",
        "list",
        "-f",
        "json",
    )
    told = sites.hosts["a"].run(*command, user="postgres")
    return {each["Member"]: (each["Role"], each["State"]) for each in json.loads(told)}


def say(what: str, answers: dict[str, Answers]) -> None:
    for site, found in answers.items():
        told = f"{found.count} answers, {len(found.failures)} failures"
        print(f"{what}, site {site}: {told}, longest {found.longest:.1f} s")


def test_a_release_refuses_nobody(built: Managed, tmp_path: Path) -> None:
    clone = tmp_path / "checkout"
    run("git", "clone", "--quiet", ROOT, clone)
    (clone / "src/stembus/later.py").write_text('"""Of a later release."""\n')
    who = ("-c", "user.name=Stembus", "-c", "user.email=stembus@example.org")
    run("git", "-C", clone, "add", "src/stembus/later.py")
    run("git", "-C", clone, *who, "commit", "--quiet", "--message=Later")
    with asking(built) as answers:
        built.play("release", checkout=clone)
    say("release", answers)
    assert [each.failures for each in answers.values()] == [[], []]
    for site in GROUPS["application"]:
        built.hosts[site].run("test", "-e", "/opt/stembus/current/src/stembus/later.py")
    built.play("check", checkout=clone)
    # Back to what is committed here.
    built.play("release")


def test_a_switchover_goes_to_who_is_named(built: Managed) -> None:
    to = next(name for name in GROUPS["database"] if name != leader(built))
    with asking(built) as answers:
        told = built.play("switchover", f"to={to}")
    say("switchover", answers)
    assert leader(built) == to
    assert counted("failed", told) == dict.fromkeys(GROUPS["database"], 0)
    # Who reads is told to try again meanwhile; who casts has a browser that does.
    assert max(each.longest for each in answers.values()) < GAP


def test_a_switchover_goes_to_whoever_is_as_far(built: Managed) -> None:
    before = leader(built)
    with asking(built) as answers:
        built.play("switchover")
    say("switchover to anyone", answers)
    assert leader(built) != before
    assert max(each.longest for each in answers.values()) < GAP


def test_renewed_certificates_reach_the_hosts_without_a_failed_request(built: Managed) -> None:
    for pem in (built.folder / "secrets/certificates/tls").glob("*.pem"):
        pem.unlink()
    before = serial(built)
    with asking(built) as answers:
        built.play("rotate-secrets")
    say("certificates", answers)
    assert serial(built) != before
    assert [each.failures for each in answers.values()] == [[], []]


def serial(sites: Managed) -> str:
    pem = "/etc/stembus/tls/booth.pem"
    return sites.hosts["b"].run("openssl", "x509", "-in", pem, "-noout", "-serial")


def test_keys_are_replaced_here_and_there(built: Managed) -> None:
    kept = built.folder / "secrets/stembus/personal"
    before = kept.read_text()
    with asking(built) as answers:
        built.play("rotate-secrets", "rotate_keys=true")
    say("keys", answers)
    assert len(kept.read_text().split()) == 1 and kept.read_text() != before
    for site in GROUPS["application"]:
        held = built.hosts[site].run("cat", "/etc/credstore/stembus.personal")
        assert held == kept.read_text()
        assert built.hosts[site].run("sh", "-c", "ls /run | grep rotating || true") == ""
    assert [each.failures for each in answers.values()] == [[], []]


def test_a_host_whose_data_is_lost_is_rebuilt(built: Managed) -> None:
    node = next(name for name in ("c", "b") if name != leader(built))
    lost = built.hosts[node]
    lost.run("systemctl", "stop", "stembus-watch", "stembus-patroni", "stembus-etcd")
    lost.run("sh", "-c", "rm -r /var/lib/etcd/stembus /var/lib/postgresql/15/stembus")
    with asking(built) as answers:
        built.play("rebuild-node", f"node={node}")
    say("rebuild", answers)
    assert {state for _, state in members(built).values()} == {"running", "streaming"}
    assert [each.failures for each in answers.values()] == [[], []]
    built.play("check")
