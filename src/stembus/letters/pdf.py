"""A print run: letters with a voting code, one on each sheet, as one PDF that Typst sets.

The sheet is for a window envelope, folded twice (C5/6 or DL; docs/guides/letters.md). The same
letters and time give the same bytes.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path

import qrcode
import typst
from qrcode.constants import ERROR_CORRECT_M

from stembus.letters.letter import Letter

TEMPLATE = Path(__file__).with_name("letters.typ")
# What the window shows: DIN 5008 has six lines for the address.
ADDRESS_LINES = 6
# From so many characters on the print is smaller, so that the longest letter fits its sheet.
DENSE = 1600
# As for the record (record/pdf.py): what the fonts have.
_NOT_IN_FONTS = re.compile("[^\n\x20-\x7e\xa0-\u04ff\u1e00-\u1fff\u2010-\u2040\u20ac]")


def make_pdf(letters: Sequence[Letter], sender: str, at: datetime) -> bytes:
    """`sender`: name and address in one line, shown above the voter's, to where the post returns
    what it can't deliver. A letter that needs more than its sheet is an error."""
    content = {"sender": sender, "letters": [_content(letter) for letter in letters]}
    return typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"run": json.dumps(_legible(content))},
        timestamp=at.replace(microsecond=0),
    )


def _content(letter: Letter) -> dict[str, object]:
    length = sum(map(len, (letter.subject, *letter.opening, *letter.closing, *letter.mentions)))
    return {
        **asdict(letter),
        "to": list(letter.to)[:ADDRESS_LINES],
        "qr": _qr(letter.link),
        "dense": length > DENSE,
    }


def _qr(link: str) -> str:
    """An SVG: a path with a rectangle for each run of dark modules. Level M: as much as a fold or a
    stain can take away."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(link)
    rows = code.get_matrix()
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}"/></svg>'
    )


def _dark_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(start, length) of each."""
    start = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield start, length
        start += length


def _legible(value: object) -> object:
    """The same with every text as the fonts can show it: what they can't is named."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return _NOT_IN_FONTS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    if isinstance(value, dict):
        return {name: _legible(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(each) for each in value]
    return value
