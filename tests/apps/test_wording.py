"""What messages to voters say: what the law wants, a paragraph, and a look beforehand."""

import pytest
from django.test import Client

from stembus.domain.audit.queries import of_election
from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Message, Wording
from stembus.domain.people.actions import appoint
from stembus.domain.people.models import Role
from stembus.voter_messages import SPECIMEN
from tests.elections import drafted, open_now, organiser
from tests.sealed import message_to

pytestmark = pytest.mark.django_db
ROLL = "email;name;language\nann@x.nl;Ann;nl\nben@x.nl;Ben;en\n"
SAID = {
    "organisation": "De verkiezingscommissie van Voorbeeld BV",
    "contact": "or@voorbeeld.nl",
    "privacy": "fg@voorbeeld.nl",
    "note_nl": "Stemmen kan ook\nin de kantine.",
    "note_en": "You can also vote in the canteen.",
}


@pytest.fixture
def election() -> Election:
    return drafted(ROLL)


def url(election: Election) -> str:
    return f"/en/elections/{election.pk}/messages/"


def written(election: Election) -> Client:
    _, client = organiser(election)
    assert client.post(url(election), SAID).status_code == 302
    return client


def test_each_voter_reads_who_organises_why_and_whom_to_ask(election: Election) -> None:
    written(election)
    open_now(election)
    ann, ben = (message_to(to).body for to in ("ann@x.nl", "ben@x.nl"))
    for body in (ann, ben):
        assert all(SAID[name] in body for name in ("organisation", "contact", "privacy"))
        assert "Sent by Stembus" in body or "Verzonden door Stembus" in body
    assert "omdat u op de kiezerslijst van “Council” staat" in ann
    assert "because you are on the roll of “Council”" in ben
    assert SAID["note_nl"] in ann and SAID["note_en"] in ben and "kantine" not in ben


def test_without_a_word_of_the_organiser_a_message_still_says_why(election: Election) -> None:
    open_now(election)
    body = message_to("ben@x.nl").body
    assert "because you are on the roll" in body and "None" not in body and "Questions?" not in body


def test_the_preview_shows_a_voter_s_message_with_a_specimen(election: Election) -> None:
    client = written(election)
    seen = client.post(url(election), {"who": "ben@x.nl"}).content.decode()
    assert "ben@x.nl" in seen and "Dear Ben," in seen and SPECIMEN in seen
    assert SAID["note_en"] in seen and SAID["organisation"] in seen
    assert "Dear Ann" not in seen and "Beste" not in seen
    nobody = client.post(url(election), {"who": "zzz"}).content.decode()
    assert "Nobody on the roll" in nobody and SPECIMEN not in nobody


def test_looking_stores_nothing(election: Election) -> None:
    _, client = organiser(election)
    client.post(url(election), {"who": "ben@x.nl"})
    assert not Wording.objects.exists() and not Message.objects.exists()


def test_what_was_written_is_in_the_form_and_in_the_trail(election: Election) -> None:
    client = written(election)
    assert SAID["contact"] in client.get(url(election)).content.decode()
    assert "wording.write" in [entry.act for entry in of_election(election.pk, 20)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"organisation": ""}, "required"),
        ({"contact": ""}, "required"),
        ({"note_nl": "x" * 1001}, "at most 1000"),
        ({"note_en": "left\u202eright"}, "text.control"),
        ({"organisation": "two\u2028lines"}, "text.control"),
    ],
)
def test_what_can_not_be_said_is_refused(
    election: Election, changes: dict[str, str], words: str
) -> None:
    _, client = organiser(election)
    answer = client.post(url(election), SAID | changes)
    assert words in answer.content.decode()
    assert not Wording.objects.exists()


def test_the_preview_is_for_those_who_see_the_roll(election: Election) -> None:
    person, client = organiser(email="aud@x.nl")
    appoint(person, election, Role.AUDITOR)
    assert client.get(url(election)).status_code == 403


def test_a_text_is_text_and_not_markup(election: Election) -> None:
    actions.write_wording(election, **(SAID | {"organisation": "A & <b>B</b>"}))
    _, client = organiser(election)
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in client.get(url(election)).content.decode()
    open_now(election)
    assert "A & <b>B</b> holds" in message_to("ben@x.nl").body


def test_the_opening_page_says_if_nobody_is_named(election: Election) -> None:
    from tests.elections import with_trustees

    with_trustees(election)
    _, client = organiser(election)
    opening = f"/en/elections/{election.pk}/opening/"
    assert "do not say who organises" in client.get(opening).content.decode()
    actions.write_wording(election, **SAID)
    assert "do not say who organises" not in client.get(opening).content.decode()
