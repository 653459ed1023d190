"""Documents lead somewhere: links resolve, and guides name buttons, pages and verbs that exist."""

import re
from pathlib import Path

import pytest

from stembus.command.verbs import VERBS

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROLES = ("organiser", "trustee", "auditor", "helpdesk", "committee", "operator")
GUIDES = [ROOT / "docs/guides" / f"{role}.md" for role in ROLES]
CATALOGUE = (ROOT / "src/stembus/locale/nl/LC_MESSAGES/django.po").read_text()
TEXTS = set(re.findall(r'^msgid "(.+)"$', CATALOGUE, re.MULTILINE))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_each_link_resolves(path: Path) -> None:
    links = re.findall(r'(?:\]\(|src=")(?!https?:|mailto:|#)([^)#"\s]+)', path.read_text())
    assert [each for each in links if not (path.parent / each).exists()] == []


@pytest.mark.parametrize("path", GUIDES, ids=_name)
def test_a_guide_names_what_stands_on_a_page(path: Path) -> None:
    text = path.read_text()
    names = [re.sub(r"\s+", " ", each) for each in re.findall(r"\*\*([^*]+)\*\*", text)]
    assert [each for each in names if each not in TEXTS] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_a_document_names_verbs_of_the_command(path: Path) -> None:
    verbs = re.findall(r"(?:^|`)stembus ([a-z][a-z-]*)", path.read_text(), re.MULTILINE)
    assert set(verbs) - set(VERBS) == set()
