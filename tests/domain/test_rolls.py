"""A roll is read row by row; each row's fate is known before anything is stored."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from stembus.domain.elections import papers
from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.models import Fate
from tests.elections import drafted
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted(roll="")


def fates(election: Election, content: bytes | str, name: str = "roll.csv") -> list[str]:
    """For each row its fate, or the code of its refusal."""
    raw = content.encode() if isinstance(content, str) else content
    actions.stage(election, name, raw)
    rows = queries.staged(queries.pending(election))
    return [row.code or row.fate for row in rows]


def refused(election: Election, content: bytes, name: str = "roll.csv") -> str:
    with pytest.raises(Refused) as why:
        actions.stage(election, name, content)
    return why.value.code


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_delimiter_is_understood(election: Election, delimiter: str, mark: bytes) -> None:
    text = f"naam{delimiter}E-mail{delimiter}gewicht\nAnn{delimiter}ANN@x.nl{delimiter}2\n"
    assert fates(election, mark + text.encode()) == ["new"]
    actions.apply(election)
    voter = election.voters.get()
    assert (voter.name, voter.address, voter.weight) == ("Ann", "ann@x.nl", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_name_is_read_in_each_encoding_that_spreadsheets_write(
    election: Election, encoding: str
) -> None:
    text = "e-mail;naam\r\nrenee@x.nl;Renée Škoda – €uro\r\n"
    assert fates(election, text.encode(encoding)) == ["new"]
    actions.apply(election)
    assert election.voters.get().name == "Renée Škoda – €uro"


def test_nothing_is_stored_before_it_is_applied(election: Election) -> None:
    assert fates(election, "email\na@x.nl\n") == ["new"]
    assert queries.count(election) == 0
    actions.discard(election)
    with pytest.raises(Refused, match=r"roll\.none_pending"):
        actions.apply(election)


def test_a_second_file_shows_what_is_new_changed_and_the_same(election: Election) -> None:
    fates(election, "email,name\na@x.nl,A\nb@x.nl,B\n")
    actions.apply(election)
    assert fates(election, "email,name\na@x.nl,A\nb@x.nl,Bea\nc@x.nl,C\n") == [
        "same",
        "changed",
        "new",
    ]
    assert actions.apply(election) == {
        Fate.NEW: 1,
        Fate.CHANGED: 1,
        Fate.SAME: 1,
        Fate.REFUSED: 0,
    }
    assert voter_at("b@x.nl", election).name == "Bea"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,,,", "row.empty"),
        ("not an address,,,,", "row.address"),
        ("a@x.nl,=HYPERLINK(1),,,", "row.formula"),
        ("a@x.nl,@SUM(1),,,", "row.formula"),
        ("a@x.nl,,0,,", "row.weight"),
        ("a@x.nl,,1.5,,", "row.weight"),
        ("a@x.nl,,1000001,,", "row.weight"),
        ("a@x.nl,,,de,", "row.language"),
        ("a@x.nl,,,,Zuid", "row.poll"),
        ("a@x.nl,A\x07,,,", "row.control"),
        (f"a@x.nl,{'A' * 201},,,", "row.too_long"),
        ("seen@x.nl,,,,", "row.duplicate"),
    ],
)
def test_a_row_that_can_not_be_is_refused_and_the_others_stored(
    election: Election, row: str, code: str
) -> None:
    text = f"email,name,weight,language,poll\nseen@x.nl,,,,\n{row}\nlast@x.nl,,,,\n"
    assert fates(election, text) == ["new", code, "new"]
    actions.apply(election)
    assert queries.count(election) == 2


def test_each_voter_belongs_to_one_of_several_papers(election: Election) -> None:
    papers.rename_poll(election.polls.get(), "Noord")
    papers.add_poll(election, "Zuid")
    assert fates(election, "email,kiesgroep\na@x.nl,zuid\nb@x.nl,\n") == ["new", "row.poll_missing"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("email\na@x.nl\n".encode("utf-16-le"), "roll.encoding"),
        ("email\na@x.nl\n".encode("utf-32"), "roll.encoding"),
        ("email\na@x.nl\n".encode("utf-16")[:-1], "roll.encoding"),
        (b"email\n\x81\x8d@x.nl\n", "roll.encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "roll.encoding"),
        (b"a@x.nl\nb@x.nl\n", "roll.no_header"),
        (b"email" + b",x" * 100 + b"\na@x.nl\n", "roll.too_wide"),
        (b"", "roll.empty"),
        (b"email\n", "roll.empty"),
        (b"email\n\n\n", "roll.empty"),
        (b'email\n"a@x.nl\n', "roll.unreadable"),
        (b"PK\x03\x04 but no workbook", "roll.unreadable"),
        (b"email\n" + b"x" * (41 << 20), "roll.too_large"),
    ],
)
def test_a_file_that_is_no_roll_is_refused(election: Election, content: bytes, code: str) -> None:
    assert refused(election, content) == code


def test_a_workbook_is_read_and_its_formulas_refused(election: Election) -> None:
    rows = workbook(["email", "naam", "gewicht"], ["a@x.nl", "A", 2], ["b@x.nl", "=1+1", 1])
    assert fates(election, rows, "roll.xlsx") == ["new", "row.formula"]
    actions.apply(election)
    assert election.voters.get().weight == 2


def test_a_workbook_that_unpacks_to_too_much_is_refused(election: Election) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb", "w", force_zip64=True) as member,
    ):
        for _ in range(1025):
            member.write(bytes(1 << 20))
    assert refused(election, stream.getvalue(), "roll.xlsx") == "roll.unpacked"


def test_the_published_hash_says_nothing_without_its_salt(election: Election) -> None:
    fates(election, "email\na@x.nl\n")
    actions.apply(election)
    assert queries.commitment(election, b"1") != queries.commitment(election, b"2")
    assert queries.commitment(election, b"1") == queries.commitment(election, b"1")
