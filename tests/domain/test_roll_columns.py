"""Headings say what a column holds; the organiser says what they don't."""

from operator import attrgetter

import pytest

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.columns import HEADINGS, Column, guess
from tests.elections import drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted(roll="")


def stored(election: Election) -> list[tuple[str, ...]]:
    actions.apply(election)
    fields = ("address", "name", "reference", "street", "postcode", "city", "country")
    return [attrgetter(*fields)(voter) for voter in election.voters.all()]


def refused(election: Election, chosen: dict[int, str]) -> str:
    with pytest.raises(Refused) as why:
        actions.choose_columns(election, chosen)
    return why.value.code


def test_headings_are_known_in_dutch_and_english_however_they_are_written() -> None:
    header = ["E-MAIL adres", "Volledige  naam", "personeels_nr.", "Post-code", "Country", "Taal"]
    found = guess(header)
    assert list(found.columns.values()) == [
        Column.ADDRESS,
        Column.NAME,
        Column.REFERENCE,
        Column.POSTCODE,
        Column.COUNTRY,
        Column.LANGUAGE,
    ]
    assert found.clear


def test_every_column_has_headings_and_no_heading_two_columns() -> None:
    assert set(HEADINGS) == set(Column)
    titles = [title for each in HEADINGS.values() for title in each]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("header", ["email,phone", "email,e-mail", "naam,", "adres,naam", "a,b"])
def test_what_headings_do_not_say_is_asked_before_any_row_is_judged(
    election: Election, header: str
) -> None:
    assert actions.stage(election, "r.csv", f"{header}\nann@x.nl,Ann\n".encode()).columns == []
    assert not queries.staged(queries.pending(election))
    with pytest.raises(Refused, match=r"roll\.not_checked"):
        actions.apply(election)
    actions.choose_columns(election, {0: "address", 1: ""})
    assert stored(election) == [("ann@x.nl", *[""] * 6)]


def test_parts_of_a_name_and_of_a_street_become_one(election: Election) -> None:
    header = "e-mail;voornaam;tussenvoegsel;achternaam;straat;huisnummer;toevoeging;postcode;plaats"
    rows = "a@x.nl;Ada;van der;Berg;Dam;1;bis;1012 JS;Amsterdam\nb@x.nl;Bo;;Smit;Dam;2;;;\n"
    actions.stage(election, "r.csv", f"{header}\n{rows}".encode())
    assert stored(election) == [
        ("a@x.nl", "Ada van der Berg", "", "Dam 1 bis", "1012 JS", "Amsterdam", ""),
        ("b@x.nl", "Bo Smit", "", "Dam 2", "", "", ""),
    ]


def test_what_a_later_file_has_no_column_for_stays(election: Election) -> None:
    actions.stage(election, "r.csv", b"email,name,weight,city\na@x.nl,Ada,3,Delft\n")
    actions.apply(election)
    actions.stage(election, "r.csv", b"email,country\na@x.nl,NL\n")
    actions.apply(election)
    voter = election.voters.get()
    assert (voter.name, voter.weight, voter.city, voter.country) == ("Ada", 3, "Delft", "NL")
    actions.stage(election, "r.csv", b"email,city\na@x.nl,\n")
    actions.apply(election)
    assert election.voters.get().city == ""


def test_a_choice_that_can_not_be_is_refused(election: Election) -> None:
    actions.stage(election, "r.csv", b"a,b\n1,2\n")
    assert refused(election, {0: "address", 1: "address"}) == "columns.twice"
    assert refused(election, {0: "name", 1: ""}) == "columns.address"
    actions.discard(election)
    assert refused(election, {0: "address"}) == "roll.none_pending"
