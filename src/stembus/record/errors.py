"""What can't be made into a record, as a stable code (docs/guides/record.md)."""

from enum import StrEnum


class Code(StrEnum):
    RULES = "record.rules"
    RULES_OTHER = "record.rules_other"
    PROCEEDINGS = "record.proceedings"
    ARCHIVE_MISSING = "record.archive_missing"
    ARCHIVE_OTHER = "record.archive_other"
    ARCHIVE_UNFINISHED = "record.archive_unfinished"
    REISSUED = "record.reissued"


class Unfit(ValueError):
    """`where` names the place or the value at fault."""

    def __init__(self, code: Code, where: str = "") -> None:
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where
