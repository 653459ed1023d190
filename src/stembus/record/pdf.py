"""The official record as a PDF/A, tagged for screen readers: the same bytes for the same record.

Typst sets it from `record.typ`, with its own fonts (docs/adr/0009-official-record-with-typst.md).
"""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path

import typst

from stembus.record.contest import Json
from stembus.record.official import fingerprint, record_blocks
from stembus.record.words import Words, words

TEMPLATE = Path(__file__).with_name("record.typ")
SHORT = 16

# The fonts have Latin, Greek and Cyrillic letters and the usual signs; in a PDF/A each letter must
# be in a font. What is not is named, as U+4E2D, rather than left out.
_NOT_IN_FONTS = re.compile("[^\n\x20-\x7e\xa0-\u04ff\u1e00-\u1fff\u2010-\u2040\u20ac\u2248]")


def make_pdf(record: Json, language: str) -> bytes:
    """`record` as `make_record` makes it; `language` is "nl" or "en"."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"record": json.dumps(_inputs(record, words(language)))},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.fromisoformat(record["closed_at"]),
    )


def _inputs(record: Json, _: Words) -> dict[str, object]:
    blocks = record_blocks(record, _.language)
    inputs: dict[str, object] = {
        "language": _.language,
        "title": _("Official record: %(election)s", election=record["election"]["name"]),
        "election": record["election"]["name"],
        "hash": _("Record %(hash)s", hash=fingerprint(record)[:SHORT]),
        "blocks": [block.as_json() for block in blocks],
    }
    return {name: _legible(value) for name, value in inputs.items()}


def _legible(value: object) -> object:
    """The same with every text as the fonts can show it."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return _NOT_IN_FONTS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    if isinstance(value, dict):
        return {name: _legible(each) for name, each in value.items()}
    if isinstance(value, list | tuple | range):
        return [_legible(each) for each in value]
    return value
