"""A small fire: real pgBackRest, real PostgreSQL, all hosts gone, and every ballot is back.

`make drill-restore` is the same with 200,000 voters.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from deploy.laboratory.grounds import grounds
from deploy.rehearsal import refuse_old
from deploy.restore import Report
from drills.restore.environment import Installation, Seen, seen


@dataclass
class Fire:
    installation: Installation
    backed_up: Seen
    wanted: Seen
    last: Seen
    report: Report


@pytest.fixture(scope="module")
def fire() -> Iterator[Fire]:
    """Two elections, one still open; a backup; ballots before and after what we go back to."""
    with grounds() as made:
        installation = Installation(made)
        installation.found()
        database = installation.database
        database.make_database()
        database.stembus("migrate")
        installation.hold("hold", elections=2, voters=12, ballots=6)
        installation.begin()
        installation.back_up()
        backed_up = seen(database)
        installation.hold("more", ballots=1)
        wanted = seen(database)
        installation.hold("more", ballots=1)
        last = seen(database)
        installation.archived()
        installation.copy_vault()
        installation.burn(database)
        report = installation.come_back(wanted.at)
        yield Fire(installation, backed_up, wanted, last, report)


def test_every_ballot_of_that_moment_is_back_and_no_later_one(fire: Fire) -> None:
    assert (fire.backed_up.ballots, fire.wanted.ballots, fire.last.ballots) == (6, 7, 8)
    assert seen(fire.installation.database).content == fire.wanted.content


def test_all_of_it_was_checked(fire: Fire) -> None:
    found = fire.report.checked["found"]
    assert found["boards"] == {
        "boards": 2,
        "checkpoints": found["boards"]["checkpoints"],
        "ballots": 7,
    }
    assert found["elections"] == {"ballots": 7, "results": 1}
    assert found["keys"] == {"held": 1, "lost": 0}
    assert found["trail"]["checkpoints"] > 0
    assert set(fire.report.seconds) == {"keys", "host", "look", "fetch", "recover", "check"}


def test_it_goes_on_being_archived(fire: Fire) -> None:
    fire.installation.archived()


@pytest.mark.parametrize(("version", "spoken"), [("tls1_3", True), ("tls1_2", False)])
def test_only_the_newest_tls_is_spoken(version: str, spoken: bool, fire: Fire) -> None:
    vault = fire.installation.vault
    own = vault.folder / "tls/backup.pem"
    where = ("-connect", f"127.0.0.1:{vault.row.port}", "-cert", own, "-key", own)
    command = ("openssl", "s_client", f"-{version}", *where)
    said = subprocess.run(command, input=b"", capture_output=True).stdout
    assert (b"Cipher is TLS_AES_256_GCM_SHA384" in said) == spoken


def test_the_vault_tries_a_restore_and_sets_elections_aside(fire: Fire) -> None:
    installation = fire.installation
    assert len(installation.rehearse(timedelta(hours=1))) == 2
    assert not installation.vault.rehearsal.data.exists()


def test_a_backup_whose_newest_note_is_old_is_an_alarm() -> None:
    noted = datetime.now(UTC) - timedelta(hours=3)
    refuse_old(noted.isoformat(), timedelta(hours=4))
    with pytest.raises(SystemExit, match="is it archived"):
        refuse_old(noted.isoformat(), timedelta(hours=2))


def test_the_vault_is_lost_too_and_the_copy_has_everything(fire: Fire) -> None:
    installation = fire.installation
    installation.burn(installation.database, installation.vault)
    installation.promote_copy()
    installation.come_back()
    assert seen(installation.database).content == fire.last.content
