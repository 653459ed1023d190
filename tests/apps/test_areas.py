"""A process has the areas of its list and no other."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.matrix import processes

PROCESSES = tuple(processes())
APPS = Path(__file__).parents[2] / "src/stembus/apps"
ALL = (*PROCESSES, "owner", "standalone")


@pytest.mark.parametrize("process", ALL)
def test_the_installed_areas_are_those_of_the_list(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    installed = {
        app.removeprefix("stembus.domain.")
        for app in settings.INSTALLED_APPS
        if app.startswith("stembus.domain.")
    }
    assert installed == set(settings.AREAS)


@pytest.mark.parametrize("process", ALL)
def test_a_process_starts_with_its_own_settings(process: str) -> None:
    """Each finds its areas, pages and work without those of another."""
    target = "wsgi" if process in ("booth", "board", "organiser", "feedback") else "work"
    load = "import django; django.setup(); import importlib; "
    load += (
        ""
        if process in ("owner", "standalone")
        else f"importlib.import_module('stembus.apps.{process}.{target}')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", load],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": f"stembus.apps.{process}.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("process", ("booth", "board", "feedback"))
def test_what_faces_the_world_has_no_sessions_and_no_accounts(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    loaded = " ".join([*settings.INSTALLED_APPS, *settings.MIDDLEWARE])
    assert not any(word in loaded for word in ("session", "auth", "csrf", "people", "rolls"))


@pytest.mark.parametrize("process", ("organiser", "booth", "board"))
def test_a_page_names_addresses_of_its_own_process_alone(process: str) -> None:
    """Those of another it writes out: apart, it does not know them."""
    own = set(re.findall(r'name="(\w+)"', (APPS / process / "urls.py").read_text()))
    for name in _named(APPS / process / "templates"):
        space, _, short = name.rpartition(":")
        assert name.startswith("mfa_") or (space in ("", process) and short in own), name


def test_a_page_of_all_processes_names_no_address() -> None:
    assert not _named(APPS.parent / "templates")


def _named(folder: Path) -> set[str]:
    pages = "".join(path.read_text() for path in folder.rglob("*.html"))
    return set(re.findall(r'{% url "([\w:]+)"', pages))
