"""The PDF: an archival, tagged file with a language and a title, and the same bytes each time."""

import io
import json
import subprocess
import sys

import pypdf
import pytest

from stembus.record.official import fingerprint
from stembus.record.pdf import make_pdf

from .samples import by_lists, council, of_persons, poll, record


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def texts(made: bytes) -> list[str]:
    return [page.extract_text() for page in read(made).pages]


@pytest.fixture(scope="module", params=["nl", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def made(language: str) -> bytes:
    return make_pdf(council(), language)


def test_it_says_that_it_is_pdf_a_2a_and_pdf_ua_1(made):
    metadata = read(made).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_it_is_tagged_and_has_its_language_and_title(made, language):
    root = read(made).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    title = {"nl": "Proces-verbaal", "en": "Official record"}[language]
    assert read(made).metadata.title == f"{title}: Ondernemingsraad 2027"


def test_tables_have_header_cells_and_captions(made):
    found = set(_tags(read(made).trailer["/Root"]["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/Caption", "/L", "/P"} <= found


def _tags(node):
    node = node.get_object()
    children = node.get("/K", []) if isinstance(node, pypdf.generic.DictionaryObject) else []
    if "/S" in node:
        yield node["/S"]
    for child in children if isinstance(children, list) else [children]:
        if isinstance(child.get_object(), pypdf.generic.DictionaryObject):
            yield from _tags(child)


def test_its_time_is_that_of_the_closing(made):
    assert read(made).metadata.creation_date.isoformat() == "2027-07-08T17:00:00+00:00"


def test_each_page_has_its_number_and_the_records_hash(made):
    pages = texts(made)
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in text
        assert fingerprint(council())[:16] in text


def test_the_same_record_has_the_same_bytes_in_another_process(made, language):
    program = (
        "import json, sys; from stembus.record.pdf import make_pdf;"
        "sys.stdout.buffer.write(make_pdf(json.load(sys.stdin), sys.argv[1]))"
    )
    again = subprocess.run(
        [sys.executable, "-c", program, language],
        input=json.dumps(council()).encode(),
        capture_output=True,
        check=True,
    )
    assert again.stdout == made


def test_names_never_become_commands_of_the_template():
    evil = '#panic("x") *b* _i_ @ref $1$ "quoted" \\ <label> // [x]'
    pages = texts(make_pdf(record(poll(of_persons("association", 1, {evil: 3, "B": 1}))), "en"))
    assert evil.split()[0] in "".join(pages)


@pytest.mark.parametrize("name", ["中村", "محمد", "😀", "דוד"])
def test_letters_that_the_fonts_lack_are_named(name):
    """In a PDF/A each letter must be in a font: without this there would be no PDF at all."""
    made = make_pdf(record(poll(of_persons("association", 1, {name: 3, "B": 1})), name=name), "nl")
    assert f"[U+{ord(name[0]):04X}]" in "".join(texts(made))


@pytest.mark.parametrize("name", ["Çelik Łukasz Đorđević", "Nguyễn Škvorecký", "Ιωάννης Жуков"])
def test_letters_of_europe_stand_as_they_are(name):
    made = make_pdf(record(poll(of_persons("association", 1, {name: 3, "B": 1}))), "nl")
    assert "[U+" not in "".join(texts(made))


def test_450_candidates_have_a_header_on_each_page():
    lists = {f"Lijst {number}": [number + place for place in range(15)] for number in range(30)}
    persons = {f"Kandidaat {number}": number for number in range(450)}
    made = make_pdf(
        record(poll(by_lists("university", 25, lists), of_persons("association", 9, persons))), "nl"
    )
    pages = [text for text in texts(made) if text.count("Kandidaat ") > 20]
    assert len(pages) > 5
    assert all("Kandidaat\n" in text or "Kandidaat Stemmen" in text for text in pages)


def test_a_long_name_that_gets_a_seat_leaves_room_for_the_others():
    """The name also stands below a column of numbers, which must not widen by it."""
    name = "Onafhankelijk Beter Samen Werken Aan De Toekomst Van Ons Grote Bedrijf In Noord En Zuid"
    lists = {name: (60, 0, 0), **{f"Kort {number}": (100 + number, 0) for number in range(9)}}
    made = make_pdf(record(poll(by_lists("highest-average", 10, lists))), "nl")
    lines = "\n".join(texts(made)).splitlines()
    assert not [line for line in lines if line.strip() == "Kort"]
