"""What can't be allocated, as a stable code (docs/guides/seats.md)."""

from enum import StrEnum


class Code(StrEnum):
    INPUT = "seats.input"
    RULES = "seats.rules"
    FRACTION = "seats.fraction"
    NONE = "seats.none"
    LISTS = "seats.lists"
    NAME_TWICE = "seats.name_twice"
    VOTES = "seats.votes"
    NO_VOTES = "seats.no_votes"
    CANDIDATES = "seats.candidates"
    LOT_AMONG = "seats.lot_among"
    LOT_TWICE = "seats.lot_twice"
    LOT_DRAWN = "seats.lot_drawn"


class Impossible(ValueError):
    """Input from which no allocation follows. `where` names the place or the value at fault."""

    def __init__(self, code: Code, where: str = "") -> None:
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where
