"""The boards say where the trail stands, so that not even the database's owner can rewrite it."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now

from stembus.apps.sequencer.checkpoint import read
from stembus.apps.sequencer.work import work
from stembus.command import main
from stembus.domain.audit import queries
from stembus.domain.audit.actions import record
from stembus.domain.audit.models import Entry
from stembus.domain.audit.verification import known
from stembus.domain.board.models import Checkpoint
from stembus.domain.refusals import Refused
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, opened
from tests.forging import as_owner, rewrite

pytestmark = pytest.mark.django_db
ADA = [[0, 1, 0, 0]]


@pytest.fixture
def held() -> Held:
    held = opened()
    work_until_idle(WORKERS)
    return held


def key_of(held: Held) -> bytes:
    return bytes.fromhex(json.loads(held.poll.definition)["stembus"]["checkpoint_key"])


def pass_a_day() -> None:
    Checkpoint.objects.update(made_at=Now() - timedelta(hours=25))


def verify(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, int]:
    status = main(["audit", "verify", *more])
    said = capsys.readouterr()
    assert status == 0, said.err
    return json.loads(said.out)


def refused(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["audit", "verify", *more]) == 1
    return capsys.readouterr().err


def test_opening_closing_and_result_are_anchored_at_once(held: Held) -> None:
    opening = Checkpoint.objects.get(poll=held.poll)
    (anchor,) = known(read(opening.note, held.poll.uuid, key_of(held)))
    opened_by = Entry.objects.get(act="election.open")
    assert anchor.position >= opened_by.position
    held.cast(held.ballot("ann@x.nl", ADA))
    held.finish()
    assert Checkpoint.objects.filter(poll=held.poll).last().trail > anchor.position


def test_a_board_that_stands_still_is_anchored_each_day(held: Held) -> None:
    assert not work()
    record("org@x.nl", "poll.add", held.election.pk)
    pass_a_day()
    assert work()
    assert not work()
    first, second = Checkpoint.objects.order_by("made_at")
    assert (first.height, first.trail) != (second.height, second.trail)
    assert second.trail == queries.head().position


def test_a_published_election_is_anchored_until_the_objections_are_over(held: Held) -> None:
    held.finish()
    pass_a_day()
    assert work()
    pass_a_day()
    type(held.election).objects.update(closes_at=Now() - timedelta(days=101))
    assert not work()


def test_a_trail_that_is_whole_says_how_far_boards_vouch_for_it(held: Held, capsys) -> None:
    record("org@x.nl", "poll.add", held.election.pk)
    said = verify(capsys)
    assert said["last"] == said["anchored"] + 1 == queries.head().position
    assert said["head"] == queries.head().hash and said["notes"] == 1


def test_a_trail_that_its_owner_rewrote_is_found_by_a_board(held: Held, capsys) -> None:
    first = Entry.objects.get(position=1)
    as_owner("UPDATE audit_entry SET content = %s WHERE position = 1", first.content + " ")
    rewrite(1)
    assert "audit.anchor" in refused(capsys)


def test_a_trail_whose_end_was_cut_off_is_found_by_a_board(held: Held, capsys) -> None:
    as_owner("DELETE FROM audit_entry")
    assert "audit.truncated" in refused(capsys)


def test_a_checkpoint_that_the_owner_wrote_is_found(held: Held, capsys) -> None:
    note = Checkpoint.objects.get().note
    Checkpoint.objects.update(note=note.replace("audit ", "audit 1"))
    assert "audit.note" in refused(capsys)


@pytest.mark.parametrize("note", ["", "stray", "a\n\nb", "a\n\n— stembus/x !!!"])
def test_what_is_no_note_is_refused(held: Held, note: str) -> None:
    with pytest.raises(Refused, match=r"audit\.note"):
        read(note, held.poll.uuid, key_of(held))


def test_a_note_of_another_board_is_refused(held: Held) -> None:
    note = Checkpoint.objects.get().note
    with pytest.raises(Refused, match=r"audit\.note"):
        read(note, "another", key_of(held))


def test_an_export_holds_the_trail_to_what_it_was(held: Held, capsys, tmp_path: Path) -> None:
    kept = tmp_path / "trail.jsonl"
    assert main(["audit", "export"]) == 0
    kept.write_text(capsys.readouterr().out)
    assert verify(capsys, "--since", str(kept))["outside"] == Entry.objects.count()
    Checkpoint.objects.all().delete()
    as_owner("DELETE FROM audit_entry WHERE position = (SELECT max(position) FROM audit_entry)")
    assert "audit.truncated" in refused(capsys, "--since", str(kept))


def test_an_export_can_be_computed_again_with_nothing_but_a_hash(capsys, tmp_path: Path) -> None:
    record("org@x.nl", "poll.add", name="Zaal é")
    main(["audit", "export"])
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    names = ("previous", "position", "at", "role", "content")
    text = "|".join(["stembus-audit", "1", *(str(line[name]) for name in names)])
    summed = subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True)
    assert summed.stdout.split()[0].decode() == line["hash"]


def test_a_file_that_is_not_there_is_said_so(capsys) -> None:
    assert main(["audit", "verify", "--since", "/nowhere"]) == 2
    assert "no such file" in capsys.readouterr().err
