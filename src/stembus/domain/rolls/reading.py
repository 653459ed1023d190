"""From the bytes of a CSV or XLSX file to rows of text. Nothing is stored, nothing evaluated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stembus.domain.refusals import Refused

from .encoding import read_table
from .workbook import SIGNATURE, read_sheet

LIMIT_MB = 40
LIMIT_ROWS = 1_000_000

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
    lines = _lines(filename, content)
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


def _lines(filename: str, content: bytes) -> Iterator[_Line]:
    if filename.lower().endswith(".xlsx") or content.startswith(SIGNATURE):
        for number, values, formulas in read_sheet(content):
            yield _Line(number, values, formulas | _formulas(values))
    else:
        for number, values in read_table(content):
            yield _Line(number, values, _formulas(values))


def _formulas(values: list[str]) -> frozenset[int]:
    """Cells that a spreadsheet would evaluate when someone opens the roll again (CWE-1236)."""
    return frozenset(
        index for index, value in enumerate(values) if value.strip()[:1] in ("=", "+", "-", "@")
    )
