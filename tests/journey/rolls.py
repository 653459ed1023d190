"""The roll as the organiser has it: a CSV with mistakes in it, and the mended one as a workbook."""

from pathlib import Path

from openpyxl import Workbook

from tests.journey.papers import VOTERS

COLUMNS = ("naam", "e-mail", "kiesgroep", "gewicht", "taal")
WRONG = (
    ("Dubbel", VOTERS[0].address, "Kantoor", "1", "nl"),
    ("=1+1", "formule@example.org", "Kantoor", "1", "nl"),
    ("Geen adres", "geen adres", "Kantoor", "1", "nl"),
    ("Andere groep", "anders@example.org", "Magazijn", "1", "nl"),
)


def _rows() -> list[tuple[str, ...]]:
    return [(f"Kiezer {v.number}", v.address, v.paper, str(v.weight), v.language) for v in VOTERS]


def write_csv(path: Path) -> Path:
    rows = [COLUMNS, *_rows(), *WRONG]
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8-sig")
    return path


def write_workbook(path: Path) -> Path:
    """The same voters, one of whom has another name by now."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [COLUMNS, *_rows()]:
        sheet.append(row)
    sheet.cell(row=2, column=1, value="Kiezer Een")
    book.save(path)
    book.close()
    return path
