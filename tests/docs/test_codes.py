"""Every refusal code is documented, raised and tested."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from stembus.domain.refusals import TEXTS
from stembus.protocol.errors import Code
from stembus.record.errors import Code as RecordCode
from stembus.seats.errors import Code as SeatsCode

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def sources(folder: str) -> str:
    files = sorted((ROOT / folder).rglob("*.py"))
    return "\n".join(path.read_text() for path in files if path.name != "errors.py")


def test_the_table_has_exactly_the_codes_in_their_order() -> None:
    documented = [row[0] for row in ROW.findall((ROOT / "docs/protocol/codes.md").read_text())]
    assert documented == [str(code) for code in Code]


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_every_code_is_raised_and_tested(folder: str) -> None:
    text = sources(folder)
    missing = [code for code in Code if f"Code.{code.name}" not in text and f'"{code}"' not in text]
    assert missing == []


def test_codes_are_dotted_and_lower_case() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", code) for code in Code)


@pytest.mark.parametrize(("guide", "codes"), [("seats.md", SeatsCode), ("record.md", RecordCode)])
def test_the_codes_of_the_guides_are_documented_raised_and_tested(
    guide: str, codes: type[StrEnum]
) -> None:
    table = (ROOT / "docs/guides" / guide).read_text().partition("## Refusals")[2]
    texts, tests = sources("src"), sources("tests")
    for code in codes:
        assert f"`{code}`" in table
        assert f"Code.{code.name}" in texts
        assert f'"{code}"' in tests
        assert code in TEXTS
