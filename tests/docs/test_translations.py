"""The Dutch texts are complete, and say what the English ones say.

The catalogue is judged with the tools that make it. `makemessages` gathers the texts anew in a
copy: what it finds in addition comes out untranslated or fuzzy, what is no longer used obsolete.
"""

import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from stembus.domain.refusals import TEXTS

PACKAGE = Path(__file__).resolve().parents[2] / "src/stembus"
CATALOGUE = Path("locale/nl/LC_MESSAGES/django.po")
GATHER = ("makemessages", "--locale=nl", "--no-wrap", "--no-location")


def run(*command: str | Path, folder: Path = PACKAGE) -> str:
    # Without settings, which would want a service's secrets.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def selected(choice: str, catalogue: Path) -> str:
    """The entries that `msgattrib` selects, header left out; empty if there are none."""
    _, _, entries = run("msgattrib", choice, "--no-wrap", catalogue).partition("\n\n")
    return entries


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("gathered") / "stembus"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "var"))
    run(sys.executable, "-m", "django", *GATHER, folder=copy)
    return copy / CATALOGUE


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> gettext.GNUTranslations:
    compiled = tmp_path_factory.mktemp("compiled") / "django.mo"
    run("msgfmt", "-o", compiled, CATALOGUE)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def test_no_text_of_the_source_lacks_dutch(gathered: Path) -> None:
    assert selected("--untranslated", gathered) == ""
    assert selected("--only-fuzzy", gathered) == ""


def test_no_dutch_text_is_unused(gathered: Path) -> None:
    assert selected("--only-obsolete", gathered) == ""


@pytest.mark.parametrize("flaw", ["--untranslated", "--only-fuzzy", "--only-obsolete"])
def test_the_catalogue_is_finished(flaw: str) -> None:
    assert selected(flaw, CATALOGUE) == ""


def test_header_plurals_and_placeholders_agree(tmp_path: Path) -> None:
    run("msgfmt", "--check", "-o", tmp_path / "django.mo", CATALOGUE)


@pytest.mark.parametrize("code", TEXTS)
def test_each_refusal_is_said_in_dutch(code: str, dutch: gettext.GNUTranslations) -> None:
    with translation.override(None):
        english = str(TEXTS[code])
    assert dutch.gettext(english) != english
