"""ARCHITECTURE.md says where things are: this keeps it true."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

from deploy import matrix

ROOT = Path(__file__).resolve().parent.parent.parent
DOMAIN = ROOT / "src/stembus/domain"
TEXT = (ROOT / "ARCHITECTURE.md").read_text()
STEPS = re.findall(r"^\| \d+ \|.*\| `([^`]+)` `([^`]+)` \|$", TEXT, re.MULTILINE)
(HEADER,) = re.findall(r"^\| process \| reached from \|(.*)\| holds \|$", TEXT, re.MULTILINE)
AREAS = tuple(cell.strip() for cell in HEADER.split("|"))
PROCESSES = tuple(matrix.processes())
# Messages belong to an election, so its area is there for the foreign key alone.
WITHOUT_ELECTIONS = ("mailer", "feedback")
# Django's and allauth's own apps with tables that no row names: nothing asks them.
UNASKED = {"contenttypes", "auth"}
# Those without tables.
BARE = {"messages", "allauth", "openid_connect"}


def test_the_way_of_a_ballot_has_a_place_for_each_step() -> None:
    assert len(STEPS) == 15


@pytest.mark.parametrize(("path", "name"), STEPS)
def test_each_step_is_where_the_table_says(path: str, name: str) -> None:
    definition = rf"^(def|export (async )?function|async function|function) {name}\b"
    assert re.search(definition, (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"`((?:src|browser|docs|db)/[^`]*)`", TEXT))
def test_each_path_exists(path: str) -> None:
    assert list(ROOT.glob(path))


@pytest.mark.parametrize("process", PROCESSES)
def test_a_row_of_the_table_is_that_of_the_matrix(process: str) -> None:
    row, may = matrix.processes()[process], matrix.areas(process)
    holds = [*row["holds"], *(f"({name})" for name in row["given"])]
    cells = [process, row["reached_from"], *(may.get(area, "–") for area in AREAS)]
    assert f"| {' | '.join([*cells, ', '.join(holds) or 'nothing'])} |\n" in TEXT


def test_the_table_has_all_areas() -> None:
    assert set(AREAS) == {path.parent.name for path in DOMAIN.glob("*/models.py")}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_has_the_areas_of_its_row(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    needed_for_foreign_keys = {"elections"} if process in WITHOUT_ELECTIONS else set()
    named = set(matrix.areas(process)) & set(AREAS)
    assert set(settings.AREAS) == named | needed_for_foreign_keys


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_has_apps_for_all_other_tables_of_its_row(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    others = {name for name in settings.INSTALLED_APPS if not name.startswith("stembus.domain.")}
    labels = {name.removesuffix(".apps.OrganiserConfig").rsplit(".", 1)[-1] for name in others}
    assert labels - UNASKED - BARE == set(matrix.areas(process)) - set(AREAS)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_says_what_whoever_takes_it_over_could_do(process: str) -> None:
    text = (ROOT / f"src/stembus/apps/{process}/README.md").read_text()
    assert "**It could.**" in text and "**How that shows.**" in text


def test_the_owner_has_all_tables_and_no_page() -> None:
    owner = importlib.import_module("stembus.apps.owner.settings")
    everything = importlib.import_module("stembus.apps.standalone.settings")
    pages = {"django.contrib.messages", "stembus.apps.organiser.apps.OrganiserConfig"}
    pages |= {name for name in everything.INSTALLED_APPS if name.endswith(".openid_connect")}
    assert set(owner.INSTALLED_APPS) == set(everything.INSTALLED_APPS) - pages
    assert owner.AUTH_USER_MODEL == everything.AUTH_USER_MODEL
    assert owner.CACHES["default"]["LOCATION"] == everything.CACHES["default"]["LOCATION"]


def test_each_process_is_made_a_role() -> None:
    made = re.findall(r"\('(\w+)', \d+\)", (ROOT / "db/roles.sql").read_text())
    assert sorted(made) == sorted(["owner", *PROCESSES])


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_may_import_its_areas_and_no_other(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = configuration["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["name"] == process)
    forbidden = {name.rsplit(".", 1)[1] for name in contract["forbidden_modules"]}
    assert forbidden == set(AREAS) - set(settings.AREAS)


def test_the_rules_have_no_ignore_list() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def users(libraries: str, directory: str) -> set[str]:
    imported = re.compile(rf"^\s*(from|import) ({libraries})\b", re.MULTILINE)
    paths = (ROOT / directory).rglob("*.py")
    return {path.name for path in paths if imported.search(path.read_text())}


def test_only_the_groups_touch_the_curve_libraries() -> None:
    groups = {"ed25519_libsodium.py", "ed25519_native.py", "finite_field.py"}
    assert users("nacl|gmpy2|stembus_native", "src/stembus/protocol") == groups
    assert users("stembus_native", "src") == {"ed25519_native.py"}
