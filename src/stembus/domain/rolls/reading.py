"""From the bytes of a CSV or XLSX file to rows of text. Nothing is stored, nothing evaluated."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl import load_workbook

from stembus.domain.refusals import Refused

LIMIT_MB = 40
LIMIT_ROWS = 1_000_000
# An XLSX is a compressed archive: what it unpacks to is limited as well.
LIMIT_UNPACKED = 1 << 28

COLUMNS = {
    "address": ("email", "e-mail", "mail", "e-mailadres", "emailadres", "address", "adres"),
    "name": ("name", "naam"),
    "weight": ("weight", "gewicht", "stemgewicht"),
    "language": ("language", "taal"),
    "poll": ("poll", "constituency", "kiesgroep", "stembiljet", "ballot paper"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]
    formula: bool = False

    @property
    def empty(self) -> bool:
        return not any(self.cells.values())


def read(filename: str, content: bytes) -> Iterator[Row]:
    """The rows below the header. Refuses what is no table with a column of addresses."""
    if len(content) > LIMIT_MB << 20:
        raise Refused("roll.too_large", limit=LIMIT_MB)
    is_workbook = filename.lower().endswith(".xlsx") or content.startswith(b"PK\x03\x04")
    lines = _workbook_lines(content) if is_workbook else _text_lines(content)
    header = next(lines, None)
    if header is None:
        raise Refused("roll.empty")
    columns = _columns(header.values)
    for line in lines:
        if line.number > LIMIT_ROWS:
            raise Refused("roll.too_many", limit=LIMIT_ROWS)
        yield line.row(columns)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    values: list[str]
    formulas: frozenset[int] = frozenset()

    def row(self, columns: dict[int, str]) -> Row:
        cells = {
            name: self.values[index].strip() if index < len(self.values) else ""
            for index, name in columns.items()
        }
        return Row(self.number, cells, formula=bool(self.formulas & columns.keys()))


def _columns(header: Iterable[str]) -> dict[int, str]:
    """Which column holds what; columns that we do not know are left aside."""
    found: dict[int, str] = {}
    for index, title in enumerate(header):
        for name, titles in COLUMNS.items():
            if title.strip().lower() in titles and name not in found.values():
                found[index] = name
    if "address" not in found.values():
        raise Refused("roll.columns")
    return found


def _text_lines(content: bytes) -> Iterator[_Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("roll.encoding") from error
    if "\x00" in text:
        raise Refused("roll.encoding")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            yield _Line(number, values, _formulas(values))
    except csv.Error as error:
        raise Refused("roll.unreadable") from error


def _formulas(values: list[str]) -> frozenset[int]:
    """Cells that a spreadsheet would evaluate when someone opens the roll again (CWE-1236)."""
    return frozenset(
        index for index, value in enumerate(values) if value.strip()[:1] in ("=", "+", "-", "@")
    )


def _workbook_lines(content: bytes) -> Iterator[_Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LIMIT_UNPACKED:
            raise Refused("roll.too_large", limit=LIMIT_MB)
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file claims of itself could be far too large
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            values = [_text(cell.value) for cell in cells]
            formulas = frozenset(i for i, cell in enumerate(cells) if cell.data_type == "f")
            yield _Line(number, values, formulas | _formulas(values))
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken workbook provokes
        raise Refused("roll.unreadable") from error


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
