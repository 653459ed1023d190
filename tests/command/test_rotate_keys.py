"""`stembus rotate-keys`: what is sealed is sealed under new keys, and nothing is lost meanwhile."""

import os
from itertools import chain, islice
from pathlib import Path

import pytest
from django.db import connection

from stembus import keys
from stembus.command.main import main
from stembus.domain.elections import data_keys
from stembus.domain.elections.actions import create_election
from stembus.domain.elections.models import DataKey, KnownKey
from stembus.domain.outbox import actions as outbox
from stembus.domain.refusals import Refused
from stembus.domain.sealing import keyring
from stembus.domain.sealing.keyring import Scope
from tests.elections import drafted
from tests.sealed import message_to, voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's secrets, which this test may replace."""
    for path in keys.directory().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    keyring.forget()
    return tmp_path


def rotate(*options: str) -> int:
    keyring.forget()
    return main(["rotate-keys", *options])


def lines(path: Path) -> list[str]:
    return path.read_text().split()


def test_all_stays_readable_and_the_old_keys_are_gone(own: Path) -> None:
    election = drafted()
    outbox.post(election, [("ria@x.nl", "Subject", "Body")])
    files = [own / name for name in (keys.PERSONAL, keys.MESSAGES, keys.MESSAGES_PUBLIC)]
    before = [lines(path) for path in files]
    sealed = election.voters.values_list("address", flat=True)[0]
    assert rotate() == 0
    after = [lines(path) for path in files]
    assert {len(each) for each in after} == {1}
    assert not {*chain(*before)} & {*chain(*after)}
    assert KnownKey.objects.count() == 2
    assert all(oct(path.stat().st_mode & 0o777) == "0o600" for path in files)
    assert election.voters.values_list("address", flat=True)[0] == sealed  # only keys are wrapped
    assert voter_at("ann@x.nl", election).name == "Ann"
    assert message_to("ria@x.nl").body == "Body"


def test_it_may_be_stopped_in_the_middle_and_others_work_meanwhile(own: Path) -> None:
    elections = [drafted() for _ in range(3)]
    assert rotate("--only-add") == 0
    assert len(lines(own / keys.PERSONAL)) == 2
    data_keys.BATCH, before = 2, data_keys.BATCH
    try:
        assert list(islice(data_keys.rewrap(), 1)) == [2]
    finally:
        data_keys.BATCH = before
    elections.append(drafted())
    outbox.post(elections[-1], [("ria@x.nl", "Subject", "Body")])
    for election in elections:
        keyring.forget()
        assert voter_at("ann@x.nl", election)
    assert data_keys.retire(keys.PERSONAL) == 0  # the old one is still needed
    assert len(lines(own / keys.PERSONAL)) == 2
    assert rotate() == 0 and rotate() == 0
    assert len(lines(own / keys.PERSONAL)) == 1
    for election in elections:
        keyring.forget()
        assert voter_at("ann@x.nl", election)
    assert message_to("ria@x.nl").body == "Body"


def test_who_missed_it_refuses_and_wraps_nothing_under_a_key_that_is_gone(own: Path) -> None:
    election, old = drafted(), (own / keys.PERSONAL).read_text()
    rotate()
    (own / keys.PERSONAL).write_text(old)
    keyring.forget()
    for act in (lambda: create_election("Another"), lambda: str(election.voters.first())):
        with pytest.raises(Refused, match=r"key\.unknown"):
            act()


def test_a_destroyed_key_is_in_no_backup_once_the_keys_were_rotated(own: Path) -> None:
    election = drafted()
    backup = list(DataKey.objects.filter(election=election))
    data_keys.destroy(election, *Scope)
    rotate()
    known = {row.key_id: KnownKey(pk=row.key_id, purpose=keys.PERSONAL) for row in backup}
    KnownKey.objects.bulk_create(known.values())
    DataKey.objects.bulk_create(backup)
    keyring.forget()
    with pytest.raises(Refused, match=r"key\.unknown"):
        str(election.voters.first())


def test_migrate_says_which_rolls_are_out_of_reach(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafted()
    (own / keys.PERSONAL).write_text(os.urandom(32).hex())
    assert data_keys.out_of_reach() == 2
    connection.check_constraints()  # what waits for the commit, which a test never comes to
    assert main(["migrate"]) == 0
    assert "put that file back from the backup" in capsys.readouterr().err
