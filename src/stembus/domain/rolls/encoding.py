"""From the bytes of a text file to its text, in the encodings that spreadsheets write."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from stembus.domain.refusals import Refused

CHUNK = 1 << 16
BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = ";,\t"
QUOTED = re.compile('"[^"]*"')
# What some put above the header, so that Excel knows the delimiter.
ANNOUNCED = re.compile(r"sep=(.)\r?\n?")


def encoding_of(content: bytes) -> str:
    """UTF-16 says so itself. Windows-1252 takes nearly all bytes, so UTF-8 is tried before it."""
    marked = content.startswith(BYTE_ORDER_MARKS)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            _check(content, encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused("roll.encoding")


def open_text(content: bytes) -> io.TextIOWrapper:
    """The text, decoded as it is read: a large file is in memory once."""
    return io.TextIOWrapper(io.BytesIO(content), encoding_of(content), newline="")


def read_table(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers. Refuses what is not text, or quoted in a way that never ends."""
    text = open_text(content)
    first = text.readline()
    announced = ANNOUNCED.fullmatch(first)
    if not announced:
        text.seek(0)
    delimiter = announced[1] if announced else _delimiter(first)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=2 if announced else 1)
    except csv.Error as error:
        raise Refused("roll.unreadable") from error


def _check(content: bytes, encoding: str) -> None:
    """Decode all of it, a part at a time. Text has no NUL: with one it is something else."""
    parts = (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))
    if any("\0" in text for text in codecs.iterdecode(parts, encoding)):
        raise Refused("roll.encoding")


def _delimiter(header: str) -> str:
    """The one that makes the most columns of the header; within quotes it makes none."""
    return max(DELIMITERS, key=QUOTED.sub("", header).count)
