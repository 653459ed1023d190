"""A letter that brings a voting code, in words: as it waits to be printed, and as it is set."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from stembus.protocol.errors import each
from stembus.protocol.wire import array, mapping, parse, render, text


@dataclass(frozen=True, slots=True)
class Letter:
    """`language` is "nl" or "en"; `to` is the address in lines; `link` holds the code in its
    fragment and becomes the QR code, beside which stands `scan`, and how to vote without it:
    `visit` the `page` and `type_code`; `mentions` are the small print."""

    language: str
    to: Sequence[str]
    about: Sequence[str]
    subject: str
    opening: Sequence[str]
    scan: str
    visit: str
    page: str
    type_code: str
    hint: str
    closing: Sequence[str]
    mentions: Sequence[str]
    code: str = field(repr=False)
    link: str = field(repr=False)


_LINES = ("to", "about", "opening", "closing", "mentions")


def make_letter(letter: Letter) -> bytes:
    return render(asdict(letter))


def parse_letter(raw: bytes) -> Letter:
    """What `make_letter` made. Refuses with `json.*`."""
    found = mapping(parse(raw))
    lines = {name: each(array(found.pop(name, None)), text) for name in _LINES}
    return Letter(**lines, **{name: text(value) for name, value in found.items()})  # type: ignore[arg-type]
