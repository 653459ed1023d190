"""A process has the areas of its list and no other."""

import importlib
import os
import subprocess
import sys

import pytest

from deploy.matrix import processes

PROCESSES = tuple(processes())
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
