"""From accepted ballots to a published result, on a board that only grows."""

import base64
import json

import pytest
from django.db import IntegrityError
from django.test import Client
from nacl.signing import VerifyKey

from stembus.apps.sequencer import work as sequencer
from stembus.apps.sequencer.checkpoint import key_id
from stembus.domain.audit import queries as audit
from stembus.domain.ballots.actions import insert
from stembus.domain.ballots.models import Ballot
from stembus.domain.board import queries as board
from stembus.domain.board.models import Checkpoint, Record
from stembus.domain.elections import actions
from stembus.domain.elections.phases import Phase
from stembus.protocol.board import EventType
from stembus.protocol.credential import public
from stembus.protocol.group import group
from stembus.protocol.hashing import sha256_b64
from stembus.rounds import WORKERS, work_until_idle
from stembus.verify.verification import verify
from tests.elections import Held, opened, spare_keys

pytestmark = pytest.mark.django_db
ADA, BOB, BLANK = [[0, 1, 0, 0]], [[0, 0, 1, 0]], [[1, 0, 0, 0]]


def download(held: Held, path) -> None:
    url = f"/elections/{held.poll.uuid}/{held.poll.uuid}.bel"
    path.write_bytes(b"".join(Client().get(url).streaming_content))


def test_the_last_ballot_of_each_voter_counts_with_its_weight(tmp_path) -> None:
    held = opened()
    for voter, choices in (
        ("ann@x.nl", ADA),
        ("ben@x.nl", BLANK),
        ("cas@x.nl", ADA),
        ("cas@x.nl", BOB),
    ):
        assert held.cast(held.ballot(voter, choices))[0] == 200
        work_until_idle(WORKERS)
    download(held, tmp_path / "early.bel")
    held.finish()
    assert held.election.phase == Phase.PUBLISHED
    download(held, tmp_path / "late.bel")
    report = verify(tmp_path / "late.bel", earlier=tmp_path / "early.bel")
    assert (report.valid, report.ballots, report.tally.ballots) == (True, 4, 3)
    assert report.result == [[1, 1, 3, 0]]
    page = Client().get(f"/en/board/{held.poll.uuid}/").content.decode()
    assert "3 votes" in page


def test_an_election_in_which_nobody_voted_has_a_result(tmp_path) -> None:
    held = opened()
    held.finish()
    download(held, tmp_path / "none.bel")
    report = verify(tmp_path / "none.bel")
    assert report.valid and report.result == [[0, 0, 0, 0]]


def test_the_published_list_is_sorted_so_that_it_does_not_repeat_the_roll() -> None:
    held = opened()
    work_until_idle(WORKERS)
    listed = Record.objects.filter(poll=held.poll, is_event=False).order_by("position")[2]
    keys = json.loads(listed.content)
    assert keys == sorted(keys) and len(keys) == 3 + len(spare_keys(held.poll))


def fill(held: Held, number: int) -> None:
    """Ballots straight into the table, for what does not look inside them."""
    key = held.poll.credentials.first().key
    for index in range(number):
        content = str(index)
        tracker = sha256_b64(content.encode())
        insert(held.poll.pk, credential=key, tracker=tracker, content=content, receipt="")


def test_more_ballots_than_a_batch_each_get_one_place() -> None:
    held = opened()
    fill(held, 1203)
    actions.close(held.election)
    work_until_idle(("sequencer",))
    events = Record.objects.filter(poll=held.poll, type=EventType.BALLOT).order_by("height")
    contents = [
        Record.objects.get(poll=held.poll, position=event.position - 1).content for event in events
    ]
    assert sorted(contents, key=int) == [str(index) for index in range(1203)]
    assert board.has(held.poll, EventType.END_BALLOTS)


def test_a_ballot_under_another_s_tracker_stops_the_board() -> None:
    held = opened()
    key = held.poll.credentials.first().key
    insert(held.poll.pk, credential=key, tracker="A" * 43, content="other", receipt="")
    with pytest.raises(ValueError, match="tracker"):
        sequencer.publish_due(held.poll)
    assert not Record.objects.exists()


def test_a_sequencer_that_fails_in_the_middle_leaves_nothing_half_done() -> None:
    held = opened()
    work_until_idle(("sequencer",))
    before = Record.objects.count()
    held.cast(held.ballot("ann@x.nl", ADA))
    # The checkpoint, written last, fails: there is one of that height already.
    trail = audit.head().position
    stray = Checkpoint.objects.create(poll=held.poll, height=1, trail=trail, note="stray")
    with pytest.raises(IntegrityError):
        sequencer.publish_due(held.poll)
    assert Record.objects.count() == before
    stray.delete()
    assert sequencer.work()
    assert board.turnout(held.poll).ballots == 1


def test_a_board_that_fails_does_not_keep_the_others_waiting() -> None:
    broken, sound = opened(), opened()
    trail = audit.head().position
    Checkpoint.objects.create(poll=broken.poll, height=0, trail=trail, note="stray")
    with pytest.raises(ExceptionGroup, match="steps that failed"):
        sequencer.work()
    assert board.has(sound.poll, EventType.SETUP)
    assert not board.has(broken.poll, EventType.SETUP)


def test_a_checkpoint_is_a_signed_note_about_the_head_of_the_board() -> None:
    held = opened()
    held.cast(held.ballot("ann@x.nl", ADA))
    work_until_idle(("sequencer",))
    (checkpoint, *_) = board.checkpoints(held.poll, 1)
    body, _, signature = checkpoint.note.partition("\n\n")
    origin, size, root, trail = body.split("\n")
    head = board.head(held.poll)
    assert (int(size), base64.b64decode(root).hex()) == (head.height + 1, head.hash)
    said, position, hash = trail.split()
    end = audit.head()
    assert (said, int(position), base64.b64decode(hash).hex()) == ("audit", end.position, end.hash)
    dash, name, value = signature.split()
    key = bytes.fromhex(json.loads(held.poll.definition)["stembus"]["checkpoint_key"])
    raw = base64.b64decode(value)
    assert (dash, name, raw[:4]) == ("—", origin, key_id(origin, key))
    VerifyKey(key).verify(f"{body}\n".encode(), raw[4:])


def test_a_tracker_is_found_with_its_place_and_whether_it_counts() -> None:
    held = opened()
    first = held.cast(held.ballot("ann@x.nl", ADA))[1]["tracker"]
    last = held.cast(held.ballot("ann@x.nl", BOB))[1]["tracker"]
    work_until_idle(("sequencer",))
    assert board.find(held.poll, first) == board.Place(1, first, replaced=True)
    assert board.find(held.poll, f" {last} ") == board.Place(2, last, replaced=False)
    assert [place.tracker for place in board.places(held.poll, 0, 9)] == [first, last]
    page = Client().get(f"/en/board/{held.poll.uuid}/ballots/", {"q": "nonsense"}).content.decode()
    assert "not on the board" in page


def test_turnout_counts_voters_and_not_ballots() -> None:
    held = opened()
    for choices in (ADA, BOB):
        held.cast(held.ballot("ann@x.nl", choices))
    work_until_idle(("sequencer",))
    assert board.turnout(held.poll) == board.Turnout(voters=3, voted=1, ballots=2)
    assert board.turnout(held.poll).percentage == 33.3


def test_there_is_no_board_before_the_opening() -> None:
    from tests.elections import drafted

    uuid = drafted().polls.get().uuid
    for path in (f"/nl/board/{uuid}/", f"/elections/{uuid}/{uuid}.bel"):
        assert Client().get(path).status_code == 404


def test_no_row_says_which_voter_has_which_credential() -> None:
    """What stays in the database after the messages are sent can't be joined."""
    held = opened()
    held.cast(held.ballot("ann@x.nl", ADA))
    arithmetic = group(held.election.group)
    from stembus.protocol.credential import derive

    key = public(arithmetic, derive(arithmetic, held.poll.uuid, held.codes["ann@x.nl"]))
    assert key not in str(list(held.election.voters.values()))
    assert "ann@x.nl" not in str(list(Ballot.objects.values()))


def test_closing_twice_does_no_harm() -> None:
    held = opened()
    actions.close(held.election)
    work_until_idle(WORKERS)
    work_until_idle(WORKERS)
    assert board.count(held.poll, EventType.END_BALLOTS) == 1
