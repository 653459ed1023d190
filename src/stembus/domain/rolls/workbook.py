"""From the bytes of an XLSX file to the rows of its first sheet, without unpacking it at once."""

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

from stembus.domain.refusals import Refused

# A workbook is a compressed archive: what it would unpack to is limited, before it is unpacked.
# (More than an entry says it has is not read.)
LIMIT_UNPACKED_MB = 256
FIRST_SHEET = "xl/worksheets/sheet1.xml"
DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7})"')
SIGNATURE = b"PK\x03\x04"


def read_sheet(content: bytes) -> Iterator[tuple[int, list[str], frozenset[int]]]:
    """Each row's number and values, and which of these are formulas (never evaluated)."""
    try:
        _check_size(content)
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file claims of itself could be far too large
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            formulas = frozenset(i for i, cell in enumerate(cells) if cell.data_type == "f")
            yield number, [_text(cell.value) for cell in cells], formulas
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken workbook provokes
        raise Refused("roll.unreadable") from error


def claimed_rows(content: bytes) -> int:
    """What the first sheet says of its size, without reading it; 0 if it says nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(FIRST_SHEET) as sheet:
            claim = DIMENSION.search(sheet.read(4096))
    except Exception:  # missing or broken: which part is the first sheet, the file says elsewhere
        return 0
    return int(claim[1]) if claim else 0


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LIMIT_UNPACKED_MB << 20:
        raise Refused("roll.unpacked", limit=LIMIT_UNPACKED_MB)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
