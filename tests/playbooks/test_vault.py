"""Backups, and a database that comes back from them alone."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.laboratory.managed import ADDRESSES, GROUPS, NAME, Managed
from deploy.laboratory.site import wait_for
from tests.playbooks.test_site import counted
from tests.playbooks.test_verbs import leader, members

pytestmark = pytest.mark.laboratory


def backups(sites: Managed) -> list[dict[str, Any]]:
    ask = ("pgbackrest", "--stanza=stembus", "--output=json", "info")
    (found,) = json.loads(sites.hosts["v"].run(*ask, user="postgres"))
    made: list[dict[str, Any]] = found["backup"]
    return made


def ask(sites: Managed, statement: str) -> str:
    return sites.hosts[leader(sites)].run("psql", "-XqAtc", statement, user="postgres").strip()


def archive(sites: Managed) -> None:
    """All that was written until now."""
    last = ask(sites, "SELECT pg_walfile_name(pg_switch_wal())")
    done = f"SELECT coalesce(last_archived_wal, '') >= '{last}' FROM pg_stat_archiver"
    wait_for(lambda: ask(sites, done) == "t", 60, f"{last} is not archived")


def test_a_backup_is_taken_when_asked_for(built: Managed) -> None:
    before = len(backups(built))
    built.play("backup", "backup_type=full")
    after = backups(built)
    assert len(after) == before + 1 and after[-1]["type"] == "full"


def test_a_backup_that_fails_is_an_alarm(built: Managed) -> None:
    vault = built.hosts["v"]
    secret = "/etc/pgbackrest/conf.d/secret.conf"
    vault.run("chmod", "600", secret)
    vault.run("systemctl", "start", "stembus-backup@incr", check=False)
    vault.run("chmod", "640", secret)
    vault.run("systemctl", "reset-failed", "stembus-backup@incr")
    read = ("journalctl", "--no-pager", "--quiet", "-o", "cat", "-t", "stembus-alarm")
    journal = ("journalctl", "--no-pager", "-n", "60")
    wait_for(lambda: bool(vault.run(*read)), 20, "no alarm", lambda: vault.run(*journal))
    assert json.loads(vault.run(*read)) == {"alarm": "unit.failed", "unit": "stembus-backup-incr"}


def test_the_vault_rehearses(built: Managed) -> None:
    built.hosts["a"].run("systemctl", "start", "stembus-note")
    archive(built)
    built.hosts["v"].run("systemctl", "start", "stembus-rehearsal")


def test_the_database_comes_back_to_a_moment(built: Managed) -> None:
    built.hosts["a"].run("systemctl", "start", "stembus-note")
    ask(built, "CREATE DATABASE kept")
    archive(built)
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")
    ask(built, "CREATE DATABASE mistaken")
    archive(built)
    told = built.play("restore", f"instead_of=https://{NAME}", f"until='{moment}'")
    print("\n".join(line for line in told.splitlines() if "restore: " in line))
    assert ask(built, "SELECT datname FROM pg_database WHERE datname IN ('kept', 'mistaken')") == (
        "kept"
    )
    assert {state for _, state in members(built).values()} == {"running", "streaming"}
    for site in GROUPS["application"]:
        assert built.fetch(site, "/polls/none/election.json") == "404"
    built.play("check")
    built.play("backup")


def test_a_restore_that_is_not_meant_touches_nothing(built: Managed) -> None:
    told = built.play("restore", check=False)
    assert f"-e instead_of=https://{NAME}" in told
    assert counted("failed", told) == {"localhost": 1}
    assert {state for _, state in members(built).values()} == {"running", "streaming"}
    assert set(ADDRESSES) > set(members(built))
