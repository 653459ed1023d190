"""Files as spreadsheets write them, and as those who mean no good do."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions, queries
from stembus.domain.rolls.checking import check_all
from stembus.domain.rolls.columns import guess
from stembus.domain.rolls.models import Fate, StagedRow
from stembus.domain.rolls.reading import Row, read, read_head
from stembus.domain.rolls.workbook import FIRST_SHEET, claimed_rows
from tests.elections import drafted

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return drafted(roll="")


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(book: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return stream.getvalue()


def rows(content: bytes, name: str = "roll.csv") -> list[Row]:
    return list(read(name, content, guess(read_head(name, content)[0]).columns))


def codes(election: Election, content: bytes) -> list[str]:
    actions.stage(election, "roll.csv", content)
    return [row.code or row.fate for row in staged(election)]


def staged(election: Election) -> list[StagedRow]:
    return list(queries.staged(queries.pending(election)))


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    content = b'email,name\na@x.nl,"two\nlines"\n\nb@x.nl,B\n'
    assert [(row.number, row.cells["address"]) for row in rows(content)] == [
        (2, "a@x.nl"),
        (3, ""),
        (4, "b@x.nl"),
    ]


def test_quoted_delimiters_belong_to_the_value() -> None:
    (row,) = rows(b'email;name\na@x.nl;"Jansen; A."\n')
    assert row.cells["name"] == "Jansen; A."


def test_a_delimiter_within_quotes_makes_no_column() -> None:
    (row,) = rows(b'email;"name, first, last, all of it"\na@x.nl;A\n')
    assert row.cells == {"address": "a@x.nl"}


def test_a_file_may_say_its_delimiter_above_the_header() -> None:
    (row,) = rows(b"sep=|\r\nemail|name\r\na@x.nl|A, B; C\r\n")
    assert (row.number, row.cells["name"]) == (3, "A, B; C")


def test_a_character_cut_in_two_by_the_reader_is_one() -> None:
    text = "email,name\n" + "".join(f"v{n}@x.nl,{'€' * 100}\n" for n in range(1000))
    assert {row.cells["name"] for row in rows(text.encode())} == {"€" * 100}


def test_unknown_columns_and_spaces_around_values_are_left_aside() -> None:
    (row,) = rows(b"phone, E-Mail ,naam\n=1+1, a@x.nl , Ann \n")
    assert row.cells == {"address": "a@x.nl", "name": "Ann"}
    assert not row.formula


def test_a_row_that_is_short_has_empty_values() -> None:
    (row,) = rows(b"email,name,weight\na@x.nl\n")
    assert row.cells == {"address": "a@x.nl", "name": "", "weight": ""}


@pytest.mark.parametrize("sign", ["=1+1", "+31", "-1", "@SUM(A1)", " =1+1", "\t=1"])
def test_what_a_spreadsheet_would_evaluate_is_a_formula(election: Election, sign: str) -> None:
    assert codes(election, f"email,name\na@x.nl,{sign}\n".encode()) == ["row.formula"]


@pytest.mark.parametrize("hidden", ["\x07", "\x7f", "\u202e", "\u2028", "\x9b"])
def test_what_can_not_be_seen_is_refused(election: Election, hidden: str) -> None:
    assert codes(election, f"email,name\na@x.nl,A{hidden}B\n".encode()) == ["row.control"]


def test_addresses_that_differ_in_capitals_alone_are_the_same(election: Election) -> None:
    assert codes(election, b"email\nAnn@x.nl\nann@X.nl\n") == ["new", "row.duplicate"]
    actions.apply(election)
    assert codes(election, b"email\nANN@X.NL\n") == ["same"]


def test_a_duplicate_says_where_the_first_one_is(election: Election) -> None:
    actions.stage(election, "roll.csv", b"email\nb@x.nl\na@x.nl\nx\na@x.nl\n")
    (*_, last) = staged(election)
    assert last.refusal is not None and last.refusal.details == {"first": 3}


def test_a_workbook_s_numbers_dates_and_empty_cells_are_read_as_they_are_shown() -> None:
    content = workbook(
        ["email", "naam", "gewicht"], ["a@x.nl", None, 2.0], [], ["b@x.nl", date(2027, 3, 1), 3]
    )
    assert [row.cells for row in rows(content, "roll.xlsx")] == [
        {"address": "a@x.nl", "name": "", "weight": "2"},
        {"address": "", "name": "", "weight": ""},
        {"address": "b@x.nl", "name": "2027-03-01 00:00:00", "weight": "3"},
    ]


def test_a_workbook_is_known_by_its_content_too() -> None:
    content = workbook(["email"], ["a@x.nl"])
    assert [row.cells["address"] for row in rows(content, "roll.csv")] == ["a@x.nl"]


def test_a_formula_in_a_workbook_is_one_whatever_it_gives(election: Election) -> None:
    content = workbook(["email", "name"], ['=CONCAT("a","@x.nl")', "A"], ["b@x.nl", "=1+1"])
    actions.stage(election, "roll.xlsx", content)
    found = [row.refusal.code for row in staged(election) if row.refusal]
    assert found == ["row.formula", "row.formula"]


def test_what_a_workbook_claims_about_its_size_is_not_believed() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    honest = workbook(["email", "name"], ["a@x.nl", "A"], ["b@x.nl", "B"])
    content = replaced(honest, sheet, lambda xml: xml.replace('ref="A1:B3"', 'ref="A1:XFD1048576"'))
    assert content != honest
    started = time.process_time()
    assert len(rows(content, "roll.xlsx")) == 2
    assert time.process_time() - started < 2


def test_a_far_row_does_not_stand_for_a_million_empty_ones() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    content = replaced(
        workbook(["email"], ["a@x.nl"], ["b@x.nl"]),
        sheet,
        lambda xml: xml.replace('<row r="3"', '<row r="1048570"').replace('"A3"', '"A1048570"'),
    )
    with pytest.raises(Refused, match=r"roll\.too_many"):
        rows(content, "roll.xlsx")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: book[: len(book) // 2],
        lambda book: replaced(book, "xl/worksheets/sheet1.xml", lambda xml: xml[:200]),
        lambda book: replaced(book, "xl/workbook.xml", lambda xml: ""),
        lambda book: replaced(
            book,
            "xl/worksheets/sheet1.xml",
            lambda xml: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml.split("?>")[-1],
        ),
    ],
)
def test_a_broken_workbook_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Refused, match=r"roll\.unreadable"):
        rows(spoil(workbook(["email"], ["a@x.nl"])), "roll.xlsx")


def test_a_fault_far_down_the_file_is_shown_and_nothing_is_stored(election: Election) -> None:
    lines = "".join(f"v{n}@x.nl\n" for n in range(2000))
    actions.stage(election, "roll.csv", f'email\n{lines}"open'.encode())
    with pytest.raises(Refused, match=r"roll\.unreadable"):
        actions.apply(election)
    assert queries.count(election) == 0


def test_two_hundred_thousand_voters_are_stored_and_many_changed(election: Election) -> None:
    for name, number, fate in (("A", 200_000, Fate.NEW), ("B", 20_000, Fate.CHANGED)):
        lines = "".join(f"voter{n}@x.nl,{name}{n}\n" for n in range(number))
        actions.stage(election, "roll.csv", f"email,name\n{lines}".encode())
        with pytest.raises(Refused, match=r"roll\.not_checked"):
            actions.apply(election)
        check_all(queries.pending(election))
        assert actions.apply(election)[fate] == number
    assert queries.count(election) == 200_000
    for name, number in (("A19999", 0), ("B19999", 1), ("A20000", 1)):
        assert len(queries.find(election, name)) == number


def test_a_large_workbook_is_read_in_reasonable_time() -> None:
    content = workbook(["email", "name"], *([f"v{n}@x.nl", f"V {n}"] for n in range(20_000)))
    started = time.process_time()
    assert len(rows(content, "roll.xlsx")) == 20_000
    assert time.process_time() - started < 15


def test_a_broken_part_that_is_no_sheet_only_hides_how_many_rows_there_are() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FIRST_SHEET, b"x" * 1000)
    content = bytearray(kept.getvalue())
    start = content.index(FIRST_SHEET.encode()) + len(FIRST_SHEET)
    content[start : start + 2] = b"\xff\xff"
    assert claimed_rows(bytes(content)) == 0
