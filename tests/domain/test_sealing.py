"""Personal data opens where it was sealed, with the keys at hand, and nowhere else."""

import secrets
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from stembus import keys
from stembus.domain.elections import data_keys
from stembus.domain.elections.actions import create_election
from stembus.domain.elections.models import DataKey as Row
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Message
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.models import Voter
from stembus.domain.sealing import keyring
from stembus.domain.sealing.cipher import DataKey, Place, unwrap, wrap
from stembus.domain.sealing.keyring import Scope
from tests.elections import drafted, organiser
from tests.sealed import message_to, voter_at

pytestmark = pytest.mark.django_db
ROLL = """email,name,reference,street,city
ann@x.nl,Ann van der Béek,P-12,,
ben@x.nl,Ben de Vries,P-13,,
,José O'Hara,K 7,Dam 1,Delft
"""
PLACE = Place(uuid.uuid4(), uuid.uuid4(), "voter.name")


@pytest.fixture
def election() -> Election:
    return drafted(ROLL)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process with a copy of all secrets, of which some can be taken away."""
    for path in keys.directory().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    keyring.forget()
    return tmp_path


def code_of(look: object) -> str:
    with pytest.raises(Refused) as why:
        look()  # type: ignore[operator]
    return why.value.code


def test_a_value_that_was_altered_cut_off_or_moved_does_not_open() -> None:
    key = DataKey(secrets.token_bytes(32))
    sealed = key.seal(PLACE, b"Ann")
    assert key.open(PLACE, sealed) == b"Ann"
    assert key.seal(PLACE, b"Ann") != sealed
    elsewhere = [
        PLACE._replace(election=uuid.uuid4()),
        PLACE._replace(row=uuid.uuid4()),
        PLACE._replace(field="voter.city"),
    ]
    assert {code_of(lambda at=at: key.open(at, sealed)) for at in elsewhere} == {
        "sealed.unreadable"
    }
    for index in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[index] ^= 1
        for wrong in (bytes(flipped), sealed[:index]):
            assert code_of(lambda wrong=wrong: key.open(PLACE, wrong)) == "sealed.unreadable"
    other = DataKey(secrets.token_bytes(32))
    assert code_of(lambda: other.open(PLACE, sealed)) == "sealed.unreadable"


def test_a_wrapped_key_opens_for_its_election_and_scope_alone() -> None:
    wrapping, election = secrets.token_bytes(32), uuid.uuid4()
    wrapped = wrap(wrapping, election, "voters", b"k" * 32)
    assert unwrap(wrapping, election, "voters", wrapped) == b"k" * 32
    for place in ((uuid.uuid4(), "voters"), (election, "election")):
        assert code_of(lambda place=place: unwrap(wrapping, *place, wrapped)) == "sealed.unreadable"


def test_no_key_and_no_value_is_told_by_what_is_logged_of_it(election: Election) -> None:
    raw = election.voters.values_list("address", flat=True)[0]
    assert {repr(keyring.of(election.pk)), repr(raw)} == {"DataKey(…)", "Sealed(…)"}


def test_another_voters_address_is_not_taken_for_ones_own(election: Election) -> None:
    """Who can write into the database would else send another's code to oneself."""
    ann, ben = voter_at("ann@x.nl"), voter_at("ben@x.nl")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rolls_voter SET address = (SELECT address FROM rolls_voter WHERE id = %s) "
            "WHERE id = %s",
            [Voter._meta.pk.get_db_prep_value(each.pk, connection) for each in (ben, ann)],
        )
    assert code_of(lambda: Voter.objects.get(pk=ann.pk).address) == "sealed.unreadable"
    assert Voter.objects.get(pk=ann.pk).name == "Ann van der Béek"


def test_a_sealed_field_is_neither_searched_nor_set_past_its_seal(election: Election) -> None:
    for wrong in (
        lambda: election.voters.filter(address="ann@x.nl").first(),
        lambda: election.voters.update(address="ann@x.nl"),
    ):
        with pytest.raises(TypeError, match="sealed"), transaction.atomic():
            wrong()
    with pytest.raises(FieldError):
        election.voters.filter(address__contains="ann")
    assert election.voters.exclude(address="").count() == 2


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("ann@x.nl", 1),
        (" ANN@X.NL ", 1),
        ("van der", 1),
        ("DE VRIES ben", 1),
        ("beek", 1),
        ("Béek", 1),
        ("o'hara", 1),
        ("jose", 1),
        ("P-12", 1),
        ("p-13", 1),
        ("K 7", 1),
        ("ann ben", 0),
        ("ann@", 0),
        ("x.nl", 0),
        ("vrie", 0),
        ("%", 0),
        ("_", 0),
        ("", 0),
    ],
)
def test_a_search_finds_a_whole_address_and_whole_words(
    election: Election, who: str, found: int
) -> None:
    assert len(queries.find(election, who)) == found


def test_equal_words_of_two_elections_have_nothing_in_common(election: Election) -> None:
    other = drafted(ROLL)
    first, second = (
        set(" ".join(each.voters.values_list("words", flat=True)).split())
        for each in (election, other)
    )
    assert first and second and not first & second
    assert queries.hashed(election, "ann@x.nl") != queries.hashed(other, "ann@x.nl")


def test_an_address_and_a_reference_are_there_once(election: Election) -> None:
    poll = election.polls.get()
    for twice in ({"address": "ann@x.nl"}, {"address": "c@x.nl", "reference": "P-12"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            election.voters.create(poll=poll, language="nl", **twice)


def test_a_roll_is_shown_in_the_order_of_its_files(election: Election) -> None:
    actions.stage(election, "more.csv", b"email\nzoe@x.nl\naad@x.nl\n")
    actions.apply(election)
    shown = [str(voter) for voter in election.voters.all()]
    assert shown == ["ann@x.nl", "ben@x.nl", "José O'Hara (K 7)", "zoe@x.nl", "aad@x.nl"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "key.not_held"), ("ab" * 32, "key.unknown"), ("ab\n", "key.broken")],
)
def test_without_its_key_a_process_refuses_in_words(
    election: Election, own: Path, content: str | None, code: str
) -> None:
    _, client = organiser(election)
    path = own / keys.PERSONAL
    path.unlink() if content is None else path.write_text(content)
    answer = client.get(f"/en/elections/{election.pk}/roll/")
    assert answer.status_code == 503 and f"({code})" in answer.content.decode()
    assert code_of(lambda: create_election("Another")) == code
    assert client.get("/en/").status_code == 200


def test_who_posts_a_message_can_not_read_it(election: Election, own: Path) -> None:
    (own / keys.MESSAGES).unlink()
    outbox.post(election, [("ria@x.nl", "Subject", "Body")])
    message = Message.objects.get()
    assert code_of(lambda: message.body) == code_of(lambda: message.to) == "key.not_held"
    assert message.addressee == "ria@x.nl"  # for the organiser, who holds the other key


def test_who_sends_messages_can_not_read_the_roll(election: Election, own: Path) -> None:
    outbox.post(election, [("ria@x.nl", "Subject", "Body")])
    (own / keys.PERSONAL).unlink()
    assert message_to("ria@x.nl").body == "Body"
    voter = election.voters.first()
    assert voter is not None and voter.weight == 1
    assert code_of(lambda: voter.name) == "key.not_held"


def test_a_message_put_in_the_place_of_another_is_not_sent(election: Election) -> None:
    outbox.post(election, [("ria@x.nl", "S", "One"), ("tom@x.nl", "S", "Two")])
    first, second = Message.objects.all()
    first.__dict__["to"] = Message.objects.filter(pk=second.pk).values_list("to", flat=True)[0]
    first.save()
    assert code_of(lambda: Message.objects.get(pk=first.pk).to) == "sealed.unreadable"


def test_a_roll_whose_key_is_destroyed_is_gone_and_the_rest_is_not(election: Election) -> None:
    outbox.post(election, [("ria@x.nl", "S", "One")])
    copy = list(Row.objects.filter(election=election, scope=Scope.VOTERS))
    assert data_keys.destroy(election, Scope.VOTERS) == {"elections.DataKey": 1}
    assert code_of(lambda: election.voters.all()[0].address) == "key.destroyed"
    assert Message.objects.get().addressee == "ria@x.nl"
    Row.objects.bulk_create(copy)  # as a backup has it
    assert election.voters.all()[0].address == "ann@x.nl"


def test_a_draft_whose_roll_was_kept_too_long_gets_a_new_one(election: Election) -> None:
    actions.clear(election)
    data_keys.destroy(election, Scope.VOTERS)
    actions.stage(election, "roll.csv", b"email\nann@x.nl\n")
    actions.apply(election)
    assert voter_at("ann@x.nl", election)
