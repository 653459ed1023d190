"""Letters as PDF: a sheet each, the address where the window is, the code out of its sight."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from stembus.letters.letter import Letter, make_letter, parse_letter
from stembus.letters.pdf import make_pdf
from stembus.protocol.errors import Rejected

CODE = "aB3dE-fGh9Kz-mNpQr-StUvWx"
PAGE = "https://stem.example.org/nl/vote/NorthNorthNorth/"
LETTER = Letter(
    language="nl",
    to=["Ann de Vries", "Lange Voorhout 12", "2514 EA DEN HAAG"],
    about=["Gemeente Voorbeeld", "stembureau@example.org"],
    subject="Uw stemcode voor de ondernemingsraad",
    opening=["Beste Ann de Vries,", "U kunt stemmen."],
    scan="Scan deze afbeelding.",
    visit="Of open deze pagina:",
    page=PAGE,
    type_code="en typ uw stemcode:",
    hint="Hoofdletters en kleine letters verschillen.",
    closing=["Houd deze brief voor uzelf."],
    mentions=["Verstuurd door Stembus."],
    code=CODE,
    link=f"{PAGE}#{CODE}",
)
SENDER = "Gemeente Voorbeeld, Postbus 1, 1000 AA Amsterdam"
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
MILLIMETRE = 72 / 25.4


def pages(*letters: Letter) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(make_pdf(letters, SENDER, AT))).pages)


def height(page: pypdf.PageObject, wanted: str) -> float:
    """Millimetres from the upper edge to the line with these words."""
    found = []

    def visit(text: str, page_to: list[float], text_to: list[float], *_: object) -> None:
        if wanted in text:
            up = text_to[4] * page_to[1] + text_to[5] * page_to[3] + page_to[5]
            found.append((float(page.mediabox.height) - up) / MILLIMETRE)

    page.extract_text(visitor_text=visit)
    return found[0]


def test_a_letter_is_read_back_and_shows_no_code_by_accident() -> None:
    assert parse_letter(make_letter(LETTER)) == LETTER
    assert CODE not in repr(LETTER)
    with pytest.raises(Rejected):
        parse_letter(b"{}")


def test_each_letter_has_a_sheet_of_its_own() -> None:
    other = replace(LETTER, to=["Ben"], code="x" * 22, language="en")
    first, second = (page.extract_text() for page in pages(LETTER, other))
    assert "Ann de Vries" in first and CODE in first.replace("\u2009", "").replace(" ", "")
    assert "Ben" in second and "Lange Voorhout" not in second
    assert PAGE in first and SENDER in first


def test_the_address_is_in_the_window_and_the_code_is_not() -> None:
    (page,) = pages(LETTER)
    assert 45 < height(page, "Gemeente Voorbeeld, Postbus") < 53
    assert 53 < height(page, "Ann de Vries") < height(page, "2514 EA") < 90
    assert height(page, "Uw stemcode voor") > 105
    assert 105 < height(page, "aB3dE") < 210


def test_the_largest_letter_fits_its_sheet() -> None:
    long = "een woord en nog een " * 50
    largest = replace(
        LETTER,
        to=["x" * 60] * 9,
        about=[long[:200]] * 2,
        subject=long[:220],
        opening=[long[:206], long[:270], long[:130], "Uw stem telt voor 3 stemmen."],
        closing=[long[:260], long[:1000]],
        mentions=[long[:1000], long[:120]],
    )
    assert len(pages(largest, LETTER)) == 2


def test_a_letter_that_needs_a_second_sheet_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="more than one sheet"):
        pages(replace(LETTER, closing=["long"] * 200))


def test_the_same_letters_give_the_same_bytes() -> None:
    assert make_pdf([LETTER], SENDER, AT) == make_pdf([LETTER], SENDER, AT)


def test_a_sign_that_the_fonts_lack_is_named() -> None:
    (page,) = pages(replace(LETTER, to=["中 Ann"]))
    assert "[U+4E2D] Ann" in page.extract_text()
