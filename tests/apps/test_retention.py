"""Each term deletes what it names, on the day and not before, unless something holds it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from stembus.apps.retention import trail
from stembus.apps.retention.erasing import ERASE
from stembus.apps.retention.work import delete_due
from stembus.config import STATEMENTS
from stembus.domain.audit.models import Entry
from stembus.domain.audit.queries import of_election
from stembus.domain.ballots.models import Ballot
from stembus.domain.board.models import Checkpoint, Record
from stembus.domain.board.queries import archive
from stembus.domain.codes.models import Reissue
from stembus.domain.elections import actions as elections
from stembus.domain.elections.keeping import choose_terms
from stembus.domain.elections.models import Election, Poll, PublicCredential, RollSalt, Trustee
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.terms import Term
from stembus.domain.outbox.models import Delivery
from stembus.domain.people.models import Appointment
from stembus.domain.proceedings.actions import ask_recount, log_objection, rule_on
from stembus.domain.proceedings.models import OfficialRecord
from stembus.domain.refusals import Refused
from stembus.domain.retention import actions
from stembus.domain.retention.models import Deletion, Hold
from stembus.domain.rolls import actions as rolls
from stembus.domain.rolls.models import Change, Upload, Voter
from stembus.domain.tallies.models import EncryptedTally, PartialDecryption, Result
from stembus.rounds import work_until_idle
from tests.elections import Held, drafted, opened, organiser, with_trustees

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def held() -> Held:
    """With a roll and messages, and as if it had been counted."""
    held = opened()
    Election.objects.update(phase=Phase.PUBLISHED, closes_at=Now(), concluded_at=Now())
    held.election.refresh_from_db()
    return held


@pytest.fixture
def counted() -> Held:
    """Counted, and the record is made."""
    held = opened()
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    held.finish()
    return held


def concluded(election: Election, days: float) -> None:
    """The record was made so many days ago."""
    moment = timezone.now() - timedelta(days=days)
    Election.objects.filter(pk=election.pk).update(concluded_at=moment)


def deleted() -> list[str]:
    while delete_due():
        pass
    return list(Deletion.objects.values_list("term", flat=True))


def test_terms_count_from_the_record(counted: Held) -> None:
    assert counted.election.concluded_at
    assert abs(counted.election.concluded_at - timezone.now()) < HOUR
    assert deleted() == []


def test_nothing_goes_a_day_too_early(held: Held) -> None:
    concluded(held.election, 91.99)
    assert deleted() == []
    assert Voter.objects.count() == 3


def test_the_roll_goes_on_its_day_and_deliveries_name_nobody_any_more(held: Held) -> None:
    Reissue.objects.create(election=held.election, voter=Voter.objects.all()[0].pk, reason="Lost")
    Change.objects.create(election=held.election, reason="Left", content={"before": "Ann"})
    choose(held.election, messages=100)
    concluded(held.election, 92.01)
    assert deleted() == [Term.VOTERS]
    assert not (Voter.objects.exists() or Change.objects.exists() or Reissue.objects.exists())
    assert Delivery.objects.exists() and not Delivery.objects.filter(voter__isnull=False).exists()
    held.election.refresh_from_db()
    assert not RollSalt.objects.exists()


def choose(election: Election, **days: int) -> None:
    """Past the freeze, for a test alone."""
    Election.objects.filter(pk=election.pk).update(**{f"keep_{k}": v for k, v in days.items()})


def test_what_was_deleted_is_recorded_without_personal_data(held: Held) -> None:
    choose(held.election, messages=100)
    concluded(held.election, 93)
    deleted()
    found = Deletion.objects.get()
    assert (found.days, found.counts["rolls.Voter"], found.archives) == (92, 3, {})
    entry = of_election(held.election.pk)[0]
    assert (entry.actor, entry.act) == ("retention", "voters.deleted")
    assert "x.nl" not in str(found.counts) + str(entry.details)


def test_messages_go_by_their_own_term(held: Held) -> None:
    choose(held.election, messages=30)
    concluded(held.election, 31)
    assert deleted() == [Term.MESSAGES]
    assert not Delivery.objects.exists() and Voter.objects.count() == 3


def test_ballots_go_and_the_result_stays(counted: Held) -> None:
    before = hashlib.sha256(b"".join(archive(counted.poll))).hexdigest()
    concluded(counted.election, 184)
    assert deleted() == [Term.VOTERS, Term.MESSAGES, Term.ARCHIVE]
    for model in (Ballot, Record, Checkpoint, EncryptedTally, PartialDecryption, PublicCredential):
        assert not model.objects.exists(), model
    assert Result.objects.exists() and OfficialRecord.objects.exists()
    assert Deletion.objects.get(term=Term.ARCHIVE).archives == {counted.poll.uuid: before}


def test_in_the_end_only_stays_that_there_was_an_election(counted: Held) -> None:
    organiser(counted.election)
    concluded(counted.election, 1828)
    assert deleted() == list(Term)
    election = Election.objects.get()
    assert (election.phase, election.rules, election.name) == (Phase.DELETED, "", "Council")
    for model in (Poll, Trustee, OfficialRecord, Result, Appointment, Hold):
        assert not model.objects.exists(), model
    work_until_idle(("registrar", "sequencer", "tallier", "checker"))
    assert Election.objects.get().phase == Phase.DELETED


def test_a_round_with_nothing_due_does_nothing(held: Held) -> None:
    concluded(held.election, 1828)
    deleted()
    assert not delete_due()
    assert Deletion.objects.count() == 4


@pytest.mark.parametrize("until", [None, timedelta(days=1)])
def test_a_hold_keeps_everything(held: Held, until: timedelta | None) -> None:
    end = timezone.now() + until if until else None
    actions.hold(held.election, reason="A case at court", by="org@x.nl", until=end)
    concluded(held.election, 2000)
    assert deleted() == []


def test_a_hold_works_on_for_a_fortnight_after_its_end(held: Held) -> None:
    placed = actions.hold(held.election, reason="A case at court", by="org@x.nl")
    actions.release(placed, "org@x.nl")
    concluded(held.election, 2000)
    assert deleted() == []
    Hold.objects.update(ended_at=timezone.now() - timedelta(days=14, hours=1))
    assert Term.VOTERS in deleted()


def test_a_hold_until_a_time_ends_by_itself(held: Held) -> None:
    actions.hold(held.election, reason="x", by="o@x.nl", until=timezone.now() + HOUR)
    concluded(held.election, 93)
    Hold.objects.update(until=timezone.now() - timedelta(days=13))
    assert deleted() == []
    Hold.objects.update(until=timezone.now() - timedelta(days=15))
    assert deleted() == [Term.VOTERS, Term.MESSAGES]


def test_a_hold_is_extended_and_not_shortened() -> None:
    election = drafted()
    end = timezone.now() + timedelta(days=10)
    placed = actions.hold(election, reason="x", by="org@x.nl", until=end)
    with pytest.raises(Refused, match=r"hold\.not_later"):
        actions.extend(placed, end - HOUR)
    actions.extend(placed, end + HOUR)
    actions.extend(placed, None)
    with pytest.raises(Refused, match=r"hold\.not_later"):
        actions.extend(placed, end + HOUR)
    actions.release(placed, "org@x.nl")
    for late in (lambda: actions.release(placed, "x"), lambda: actions.extend(placed, None)):
        with pytest.raises(Refused, match=r"hold\.ended"):
            late()
    with pytest.raises(Refused, match=r"hold\.past"):
        actions.hold(election, reason="x", by="org@x.nl", until=timezone.now() - HOUR)


def test_an_objection_holds_until_a_fortnight_after_its_ruling(held: Held) -> None:
    objection = log_objection(held.election, "2027-1", "The roll was wrong")
    concluded(held.election, 93)
    assert deleted() == []
    ruling = rule_on(objection, "It was right", "The committee")
    assert deleted() == []
    type(ruling).objects.update(at=timezone.now() - timedelta(days=15))
    assert Term.VOTERS in deleted()


def test_a_recount_under_way_holds(counted: Held) -> None:
    ask_recount(counted.election)
    concluded(counted.election, 184)
    assert deleted() == []
    work_until_idle(("tallier",))
    assert Term.ARCHIVE in deleted()


def guard() -> None:
    """The guards of the database, where it has any, from now on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute((STATEMENTS / "guards.sql").read_text())


def test_the_guards_let_all_go_when_it_is_due(counted: Held) -> None:
    ruling = rule_on(log_objection(counted.election, "2027-1", "No"), "It was right", "We")
    type(ruling).objects.update(at=timezone.now() - timedelta(days=15))
    ask_recount(counted.election)
    work_until_idle(("tallier",))
    concluded(counted.election, 1828)
    guard()
    assert deleted() == list(Term)


def test_the_guards_let_nothing_go_that_is_held(counted: Held) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no guards")
    concluded(counted.election, 1828)
    actions.hold(counted.election, reason="A case at court", by="org@x.nl")
    guard()
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        ERASE[Term.ARCHIVE](counted.election)
    Hold.objects.update(ended_at=timezone.now() - timedelta(days=15))
    ERASE[Term.ARCHIVE](counted.election)
    assert not Ballot.objects.exists()


def test_the_trail_has_a_term_of_its_own(held: Held) -> None:
    assert not trail.work()
    Entry.objects.update(at=timezone.now() - timedelta(days=731, hours=23))
    assert not trail.work()  # a day's at a time
    Entry.objects.update(at=timezone.now() - timedelta(days=732, hours=1))
    assert trail.work() and not trail.work()
    assert [entry.act for entry in Entry.objects.all()] == ["trail.shorten"]


STOP = {
    "sqlite": "CREATE TRIGGER stop BEFORE DELETE ON {} BEGIN SELECT RAISE(ABORT, 'stop'); END",
    "postgresql": """
        CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''stop''; END';
        CREATE TRIGGER stop BEFORE DELETE ON {} FOR EACH ROW EXECUTE FUNCTION stop()""",
}


@contextmanager
def stopped_at(table: str) -> Iterator[None]:
    """The database lets nobody past the first row of this table."""
    with connection.cursor() as cursor:
        cursor.execute(STOP[connection.vendor].format(table))
        yield
        where = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER stop{where}")


def test_a_step_that_breaks_off_half_way_is_done_whole_later(counted: Held) -> None:
    concluded(counted.election, 184)
    with stopped_at("board_checkpoint"), pytest.raises(ExceptionGroup):
        deleted()
    assert Ballot.objects.exists() and Record.objects.exists() and PublicCredential.objects.exists()
    assert list(Deletion.objects.values_list("term", flat=True)) == [Term.VOTERS, Term.MESSAGES]
    assert deleted() == [Term.VOTERS, Term.MESSAGES, Term.ARCHIVE]
    assert not (Ballot.objects.exists() or Record.objects.exists())


@pytest.mark.django_db(transaction=True)
def test_who_objects_is_not_overtaken_by_the_deletion(held: Held) -> None:
    concluded(held.election, 93)
    logged, go_on = Event(), Event()

    def log() -> None:
        with transaction.atomic():
            log_objection(held.election, "2027-1", "The roll was wrong")
            logged.set()
            go_on.wait(10)
        connection.close()

    def delete() -> None:
        delete_due()
        connection.close()

    objecting, deleting = Thread(target=log), Thread(target=delete)
    objecting.start()
    assert logged.wait(10)
    deleting.start()
    deleting.join(0.5)
    assert deleting.is_alive()  # it waits for the election's lock
    go_on.set()
    objecting.join()
    deleting.join()
    assert Voter.objects.count() == 3 and not Deletion.objects.exists()


def test_an_abandoned_draft_goes_as_if_it_never_was() -> None:
    election = drafted()
    with_trustees(election)
    organiser(election)
    moment = timezone.now() - timedelta(days=93)
    Election.objects.update(changed_at=moment)
    assert deleted() == [Term.VOTERS, Term.MESSAGES]
    assert not Voter.objects.exists() and Election.objects.exists()
    Election.objects.update(changed_at=timezone.now() - timedelta(days=184))
    assert deleted()[-1] == Term.RECORD
    assert not Election.objects.exists() and not delete_due()


def test_another_roll_in_the_same_draft_has_a_term_of_its_own() -> None:
    election = drafted()
    edition = Election.objects.get().edition
    Election.objects.update(changed_at=timezone.now() - timedelta(days=93))
    deleted()
    assert Election.objects.get().edition > edition  # who was to agree agrees to another draft
    rolls.stage(election, "roll.csv", b"email\nann@x.nl\n")
    rolls.apply(election)
    assert deleted() == [Term.VOTERS, Term.MESSAGES] and Voter.objects.count() == 1
    # As if both were long ago.
    Deletion.objects.update(at=timezone.now() - timedelta(days=100))
    Election.objects.update(changed_at=timezone.now() - timedelta(days=93))
    deleted()
    assert not (Voter.objects.exists() or Upload.objects.exists())


def test_what_is_scheduled_or_open_loses_nothing() -> None:
    election = drafted()
    with_trustees(election)
    elections.schedule(election, timezone.now() + timedelta(days=400), None)
    Election.objects.update(changed_at=timezone.now() - timedelta(days=399))
    opened()
    Election.objects.update(changed_at=timezone.now() - timedelta(days=999))
    assert deleted() == []


def test_what_was_never_counted_goes_a_year_later() -> None:
    held = opened()
    held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))
    held.close()
    long_ago = timezone.now() - timedelta(days=366 + 91)
    Election.objects.update(closes_at=long_ago)
    assert deleted() == []
    Election.objects.update(closes_at=long_ago - timedelta(days=92))
    assert deleted() == [Term.VOTERS, Term.MESSAGES, Term.RECORD]
    assert Election.objects.get().phase == Phase.DELETED
    assert Deletion.objects.get(term=Term.RECORD).archives


@pytest.mark.parametrize(
    ("days", "code"),
    [({"archive": 91}, "bounds"), ({"voters": 800}, "bounds"), ({"record": 400}, "record")],
)
def test_a_term_has_bounds(days: dict[str, int], code: str) -> None:
    given = {Term.ARCHIVE: 500} | {Term(name): kept for name, kept in days.items()}
    with pytest.raises(Refused, match=rf"terms\.{code}"):
        choose_terms(drafted(), given)


def test_terms_are_frozen_with_the_rest(held: Held) -> None:
    with pytest.raises(Refused, match=r"election\.frozen"):
        choose_terms(held.election, {Term.VOTERS: 31})


def test_nothing_is_recounted_without_ballots(held: Held) -> None:
    concluded(held.election, 184)
    deleted()
    with pytest.raises(Refused, match=r"archive\.deleted"):
        actions.refuse_without_archive(held.election)
    Election.objects.update(phase=Phase.DELETED, opened_at=Now())
    with pytest.raises(Refused, match=r"hold\.late"):
        actions.hold(held.election, reason="x", by="org@x.nl")
