"""What a page or a document is made of: a few kinds of block, in words, without a look."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `kind` names it for templates."""

    kind: ClassVar[str]

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind} | asdict(self)


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """`level` is 1 for the title of the whole."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Bullets(Block):
    kind: ClassVar[str] = "bullets"
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """Labels and their values."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Command(Block):
    """Lines for a terminal."""

    kind: ClassVar[str] = "command"
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Signatures(Block):
    """Places to sign: for each role a date, a name and a signature, under `header`."""

    kind: ClassVar[str] = "signatures"
    header: Sequence[str]
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    number: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class Table(Block):
    """`numbers` are the columns with numbers, from 0; `strong` the cells (row, column) that matter
    most. `foot` is a last row that sums up, or empty."""

    kind: ClassVar[str] = "table"
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    foot: Sequence[str] = ()
    strong: Sequence[tuple[int, int]] = ()

    def cells(self) -> Iterator[list[Cell]]:
        """Row after row, for a template."""
        for number, row in enumerate(self.rows):
            yield [
                Cell(text, column in self.numbers, (number, column) in self.strong)
                for column, text in enumerate(row)
            ]

    def head_cells(self) -> list[Cell]:
        return self._line(self.header)

    def foot_cells(self) -> list[Cell]:
        return self._line(self.foot)

    def _line(self, texts: Sequence[str]) -> list[Cell]:
        return [Cell(text, column in self.numbers, False) for column, text in enumerate(texts)]
