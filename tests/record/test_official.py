"""The whole record in blocks: headings in order, turnout, files to check, places to sign."""

import hashlib
from itertools import pairwise

import pytest

from stembus.protocol.wire import render
from stembus.record.blocks import Command, Facts, Heading, Paragraph, Signatures, Table
from stembus.record.official import fingerprint, record_blocks, record_bytes

from .samples import by_lists, council, poll, record


def facts(blocks) -> dict[str, str]:
    return {
        label: value for each in blocks if isinstance(each, Facts) for label, value in each.pairs
    }


def table(blocks, caption: str) -> Table:
    (found,) = (each for each in blocks if isinstance(each, Table) and each.caption == caption)
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_level_of_headings_is_skipped(language):
    levels = [
        each.level for each in record_blocks(council(), language) if isinstance(each, Heading)
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_it_begins_with_the_election_and_its_explanation():
    title, *paragraphs = record_blocks(council(), "nl")[:3]
    assert title == Heading(1, "Proces-verbaal: Ondernemingsraad 2027")
    assert paragraphs == [
        Paragraph("Kies wie u vertegenwoordigt."),
        Paragraph("Vragen? Bel de commissie."),
    ]


def test_times_roll_and_replaced_codes_are_there():
    said = facts(record_blocks(council(), "nl"))
    assert said["Stemming gesloten"] == "8 juli 2027, 19:00:00 CEST (UTC+2)"
    assert said["Kiezers op de kiezerslijst"] == "120"
    assert said["Vervangen stemcodes"] == "2"


def test_turnout_has_a_row_for_each_poll_and_their_sum():
    turnout = table(record_blocks(council(), "en"), "Turnout")
    assert turnout.rows == [("Noord", "120", "98", "81.7%"), ("Zuid", "120", "98", "81.7%")]
    assert turnout.foot == ("Together", "240", "196", "81.7%")


def test_weights_have_columns_only_where_they_differ_from_voters():
    weighted = poll(by_lists("works-council-lists", 1, {"A": (5, 1)})) | {"weight": 1300}
    turnout = table(record_blocks(record(weighted), "nl"), "Opkomst")
    assert turnout.rows == [("Ondernemingsraad 2027", "120", "98", "81,7%", "1.300", "98")]
    assert turnout.foot == ()


def test_the_archive_can_be_fetched_and_checked():
    blocks = record_blocks(record(poll(by_lists("university", 1, {"A": (5, 1)}))), "en")
    assert facts(blocks)["Archive"] == (
        "https://stem.example/elections/H4xu2ZkrPq8sYvWn/H4xu2ZkrPq8sYvWn.bel"
    )
    (command,) = (each for each in blocks if isinstance(each, Command))
    assert command.lines == [
        "sha256sum H4xu2ZkrPq8sYvWn.bel",
        "stembus-verify H4xu2ZkrPq8sYvWn.bel",
        "stembus record rules.json proceedings.json H4xu2ZkrPq8sYvWn.bel | sha256sum",
    ]


def test_an_election_without_any_vote_has_no_archive_and_no_turnout():
    unvoted = poll(by_lists("works-council-lists", 9, {"A": (0, 0)}, voted=False))
    blocks = record_blocks(record(unvoted), "en")
    (command,) = (each for each in blocks if isinstance(each, Command))
    assert command.lines == ["stembus record rules.json proceedings.json | sha256sum"]
    assert "Turnout" not in [each.caption for each in blocks if isinstance(each, Table)]


def test_its_hash_is_that_of_the_file_that_the_command_prints():
    made = council()
    assert record_bytes(made) == render(made) + b"\n"
    assert fingerprint(made) == hashlib.sha256(record_bytes(made)).hexdigest()
    assert facts(record_blocks(made, "nl"))["Dit proces-verbaal"] == f"SHA-256 {fingerprint(made)}"


def test_the_rules_are_said_in_words():
    blocks = record_blocks(council(), "nl")
    rules = blocks[blocks.index(Heading(4, "De regels")) + 1]
    assert rules.items == [
        "Er zijn 4 zetels.",
        "Een lijst krijgt een volle zetel voor elke keer dat de kiesdeler in haar stemmen past.",
        "De restzetels gaan naar de grootste overschotten.",
        "Zetels waarvoor een lijst geen kandidaten heeft, gaan naar de andere lijsten.",
        "De voorkeurdrempel is die van de Kieswet, art. P 15: vanaf 19 zetels meer dan 1/4 van de "
        "kiesdeler, daaronder meer dan 1/2.",
        "Tussen lijsten die gelijk zijn, beslist het lot.",
        "Tussen kandidaten die gelijk zijn, beslist het lot.",
        "Zijn er niet meer kandidaten dan zetels, dan zijn zij allen gekozen zonder stemming.",
    ]


def test_it_ends_with_places_to_sign():
    *_, last = record_blocks(council(), "nl")
    assert last == Signatures(
        ("Functie", "Naam", "Datum", "Handtekening"), ("Voorzitter", "Lid", "Lid")
    )
