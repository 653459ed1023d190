"""What a host has to do with backups is its role, in tight units whose failing is heard."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.rendering import render, variables

ROOT = Path(__file__).resolve().parents[2]
UNITS = "etc/systemd/system/"
SAID = {
    "backup_host": "vault.backup.stembus.internal",
    "backup_callers": ["192.0.2.7", "2001:db8::7"],
    "backup_reached": ["192.0.2.8"],
    "backup_databases": [{"host": f"{name}.archive.stembus.internal"} for name in "ab"],
}
# Of ten. They read and write where the database's files are, which the others may not see.
EXPOSURE = 2.0
EXPECTED = {
    "database": {"stembus-backup-server.service"},
    "vault": {
        *("stembus-backup-server.service", "stembus-backup@.service", "stembus-alarm@.service"),
        *("stembus-backup-full.timer", "stembus-backup-incr.timer"),
        *("stembus-rehearsal.service", "stembus-rehearsal.timer"),
    },
    "copy": {"stembus-copy.service", "stembus-copy.timer", "stembus-alarm@.service"},
}
ROLES = list(EXPECTED)


def of(role: str, **said: object) -> dict[str, str]:
    return render({**SAID, "backup_role": role, **said})


def added(role: str, **said: object) -> dict[str, str]:
    """What only a host of this role has."""
    usual = render({})
    return {path: text for path, text in of(role, **said).items() if path not in usual}


@pytest.mark.parametrize("role", ROLES)
def test_a_host_has_the_units_of_its_role(role: str) -> None:
    units = {path.removeprefix(UNITS) for path in added(role) if path.startswith(UNITS)}
    assert units == EXPECTED[role]


def test_a_host_that_notes_has_the_owner_do_it() -> None:
    files = added("", backup_notes=True)
    units = {path.removeprefix(UNITS) for path in files}
    assert units == {"stembus-note.service", "stembus-note.timer", "stembus-alarm@.service"}
    assert "User=stembus-migrate\n" in files[f"{UNITS}stembus-note.service"]


@pytest.mark.parametrize("role", ROLES)
def test_systemd_finds_its_units_hardly_exposed(role: str, tmp_path: Path) -> None:
    for path, text in added(role, backup_notes=True).items():
        if path.endswith(".service"):
            file = tmp_path / Path(path).name
            file.write_text(text)
            limit = f"--threshold={EXPOSURE * 10:.0f}"
            command = ["systemd-analyze", "security", "--offline=true", limit, file]
            done = subprocess.run(command, capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("role", ROLES)
def test_what_runs_by_the_clock_is_heard_when_it_fails(role: str) -> None:
    files = added(role, backup_notes=True)
    for text in files.values():
        if "Type=oneshot" in text and "unit.failed" not in text:
            assert re.search(r"^OnFailure=stembus-alarm@%p", text, re.MULTILINE)
    alarm = f"{UNITS}stembus-alarm@.service"
    assert '{"alarm":"unit.failed","unit":"%i"}' in files[alarm]


@pytest.mark.parametrize("role", ROLES)
def test_no_template_has_a_place_for_the_passphrase(role: str) -> None:
    assert not [path for path, text in of(role).items() if "cipher-pass=" in text]


@pytest.mark.parametrize("path", sorted((ROOT / "deploy/roles/backup/tasks").glob("*.yml")))
def test_tasks_can_be_read(path: Path) -> None:
    assert all(task["name"] for task in yaml.safe_load(path.read_text()))


def test_who_may_call_is_known_by_certificate_and_address() -> None:
    vault, database = of("vault"), of("database")
    configuration = "etc/pgbackrest/pgbackrest.conf"
    named = re.findall(r"tls-server-auth=(\w+)", vault[configuration])
    assert named == ["stembus_archive", "stembus_copy"]
    assert re.findall(r"tls-server-auth=(\w+)", database[configuration]) == ["stembus_backup"]
    assert "tls-server" not in of("copy")[configuration]
    rules = vault["etc/nftables.conf"]
    assert "ip saddr 192.0.2.7 tcp dport 8432 accept" in rules
    assert "ip6 saddr 2001:db8::7 tcp dport 8432 accept" in rules
    assert 'meta skuid "postgres" ip daddr 192.0.2.8 tcp dport 8432 accept' in rules


def test_the_vault_alone_knows_how_the_repository_is_encrypted() -> None:
    knowing = [r for r in ROLES if "cipher-type" in of(r)["etc/pgbackrest/pgbackrest.conf"]]
    assert knowing == ["vault"]


def test_nothing_that_was_deleted_outlives_the_stated_term() -> None:
    """35 days, as docs/guides/retention.md says: a full backup a week, then the copy's days."""
    known = variables()
    assert known["backup_full"].startswith("Sun ")
    assert known["backup_keep_full"] * 7 + known["backup_keep_dropped"] == 35


def test_the_database_archives_where_there_is_a_vault() -> None:
    settings = "etc/postgresql/15/main/conf.d/stembus.conf"
    assert "archive_mode" not in render({})[settings]
    assert re.search(
        r"^archive_command = 'pgbackrest .* archive-push %p'", of("database")[settings], re.M
    )
