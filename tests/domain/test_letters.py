"""A voter without an e-mail address is reached by letter."""

import pytest

from stembus.apps.organiser.preparing.checklist import missing
from stembus.domain.elections.models import Election
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.models import Voter
from tests.elections import drafted, organiser, with_trustees
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db
HEADER = "email,name,reference,street,house number,postcode,city,country"
ROLL = f"""{HEADER}
ann@x.nl,Ann,,,,,,
,Ben Bos,7,Dam,1,1012 JS,Amsterdam,Nederland
,Cas Cox,8,Rue Neuve,2,1000,Bruxelles,Belgique
"""


@pytest.fixture
def election() -> Election:
    return drafted(roll=ROLL)


def fates(election: Election, *lines: str, header: str = HEADER) -> list[str]:
    upload = actions.stage(election, "r.csv", "\n".join([header, *lines]).encode())
    return [row.code or row.fate for row in queries.staged(upload)]


def test_an_envelope_has_the_lines_that_the_post_asks_for(election: Election) -> None:
    by_letter = queries.by_letter(election)
    assert [voter.letter_lines for voter in by_letter] == [
        ["Ben Bos", "Dam 1", "1012 JS  AMSTERDAM"],
        ["Cas Cox", "Rue Neuve 2", "1000  BRUXELLES", "BELGIQUE"],
    ]
    assert voter_at("ann@x.nl", election).letter_lines == []
    assert Voter(name="A", street="B 1", city="C").letter_lines == ["A", "B 1", "C"]


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        (",Dee,9,Dam,3,,Delft,", "new"),
        (",Dee,,Dam,3,,Delft,", "row.reference_missing"),
        (",Dee,9,,,,Delft,", "row.unreachable"),
        (",Dee,9,Dam,3,,,", "row.unreachable"),
        (",,9,Dam,3,,Delft,", "row.unreachable"),
        ("nobody,Dee,9,Dam,3,,Delft,", "row.address"),
        (",Ben Bos,7,Dam,1,1012 JS,Amsterdam,Nederland", "same"),
        ("ben@x.nl,Ben Bos,7,Dam,1,1012 JS,Amsterdam,Nederland", "changed"),
        ("ann@x.nl,Ben Bos,7,Dam,1,1012 JS,Amsterdam,Nederland", "row.conflict"),
        (",Ann,,,,,,", "row.unreachable"),
    ],
)
def test_without_an_address_for_mail_there_must_be_one_for_letters(
    election: Election, row: str, fate: str
) -> None:
    assert fates(election, row) == [fate]


def test_a_file_of_references_alone_changes_whom_it_names(election: Election) -> None:
    assert fates(election, "7,3", "9,1", header="reference,weight") == [
        "changed",
        "row.unreachable",
    ]
    actions.apply(election)
    voter = voter_at("Ben Bos", election)
    assert (voter.weight, voter.city) == (3, "Amsterdam")


def test_two_voters_without_an_address_for_mail_are_two(election: Election) -> None:
    assert {str(voter) for voter in election.voters.all()} == {
        "Ben Bos (7)",
        "Cas Cox (8)",
        "ann@x.nl",
    }
    assert [str(voter) for voter in queries.find(election, "8")] == ["Cas Cox (8)"]
    _, client = organiser(election)
    page = client.get(f"/en/elections/{election.pk}/roll/?q=bos").content.decode()
    assert "Dam 1, 1012 JS  AMSTERDAM" in page and "ann@x.nl" not in page


def test_an_election_opens_also_with_voters_who_get_a_letter(election: Election) -> None:
    with_trustees(election)
    assert missing(election) == []
    _, client = organiser(election)
    page = client.get(f"/en/elections/{election.pk}/opening/").content.decode()
    assert "2 of them get a letter" in page


def test_the_published_hash_depends_on_every_voter_and_not_on_their_order(
    election: Election,
) -> None:
    first = queries.commitment(election, b"salt")
    actions.clear(election)
    lines = ROLL.splitlines()
    fates(election, *reversed(lines[1:]))
    actions.apply(election)
    assert queries.commitment(election, b"salt") == first
    ben = voter_at("Ben Bos", election)
    ben.reference = "70"
    ben.save()
    assert queries.commitment(election, b"salt") != first
