"""From the bytes of a CSV or XLSX file to rows of text. Nothing is stored, nothing evaluated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from stembus.domain.refusals import Refused

from .columns import Column, check_header
from .encoding import read_table
from .workbook import SIGNATURE, claimed_rows, read_sheet

LIMIT_MB = 40
LIMIT_ROWS = 1_000_000
LIMIT_COLUMNS = 100
# The header and some rows, by which one sees what a column holds.
HEAD = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[Column, str]
    # All cells as they stand there, those of other columns too.
    values: list[str]
    formula: bool = False

    @property
    def empty(self) -> bool:
        return not any(self.cells.values())

    def has(self, *columns: Column) -> bool:
        """Whether the file has any of these columns."""
        return not self.cells.keys().isdisjoint(columns)

    def get(self, *columns: Column) -> str:
        """What is in these columns together."""
        return " ".join(filter(None, (self.cells.get(column, "") for column in columns)))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    values: list[str]
    formulas: frozenset[int] = frozenset()

    def row(self, columns: Mapping[int, Column]) -> Row:
        cells = {
            name: self.values[index].strip() if index < len(self.values) else ""
            for index, name in columns.items()
        }
        return Row(self.number, cells, self.values, formula=bool(self.formulas & columns.keys()))


def read(filename: str, content: bytes, columns: Mapping[int, Column]) -> Iterator[Row]:
    """The rows below the header."""
    for line in islice(_lines(filename, content), 1, None):
        if line.number > LIMIT_ROWS:
            raise Refused("roll.too_many", limit=LIMIT_ROWS)
        yield line.row(columns)


def read_head(filename: str, content: bytes) -> list[list[str]]:
    """The header and the first rows that have anything in them. Refuses what is no table."""
    if len(content) > LIMIT_MB << 20:
        raise Refused("roll.too_large", limit=LIMIT_MB)
    lines = _lines(filename, content)
    header = [title.strip() for title in next(lines, _Line(1, [])).values]
    if len(header) > LIMIT_COLUMNS:
        raise Refused("roll.too_wide", limit=LIMIT_COLUMNS)
    check_header(header)
    filled = (line.values for line in islice(lines, 1000) if any(map(str.strip, line.values)))
    rows = [values[: len(header)] for values in islice(filled, HEAD - 1)]
    if not rows:
        raise Refused("roll.empty")
    return [header, *rows]


def expected_rows(filename: str, content: bytes) -> int:
    """About how many rows there are, to show progress by; 0: the file does not say."""
    return claimed_rows(content) if _is_workbook(filename, content) else content.count(b"\n")


def _is_workbook(filename: str, content: bytes) -> bool:
    return filename.lower().endswith(".xlsx") or content.startswith(SIGNATURE)


def _lines(filename: str, content: bytes) -> Iterator[_Line]:
    if _is_workbook(filename, content):
        for number, values, formulas in read_sheet(content):
            yield _Line(number, values, formulas | _formulas(values))
    else:
        for number, values in read_table(content):
            yield _Line(number, values, _formulas(values))


def _formulas(values: list[str]) -> frozenset[int]:
    """Cells that a spreadsheet would evaluate when someone opens the roll again (CWE-1236)."""
    return frozenset(index for index, value in enumerate(values) if is_formula(value))


def is_formula(value: str) -> bool:
    return value.strip()[:1] in ("=", "+", "-", "@")
