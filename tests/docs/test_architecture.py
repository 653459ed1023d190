"""ARCHITECTURE.md says where things are: this keeps it true."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "ARCHITECTURE.md").read_text()
STEPS = re.findall(r"^\| \d+ \|.*\| `([^`]+)` `([^`]+)` \|$", TEXT, re.MULTILINE)
PROCESSES = (
    *("booth", "board", "organiser", "feedback"),
    *("registrar", "sequencer", "tallier", "mailer", "checker", "retention", "shipper"),
)
# Messages belong to an election, so its area is there for the foreign key alone.
WITHOUT_ELECTIONS = ("mailer", "feedback")
AREAS = (
    "elections",
    "rolls",
    "ballots",
    "board",
    "tallies",
    "proceedings",
    "proposals",
    "codes",
    "outbox",
    "retention",
    "audit",
    "people",
)


def test_the_way_of_a_ballot_has_a_place_for_each_step() -> None:
    assert len(STEPS) == 15


@pytest.mark.parametrize(("path", "name"), STEPS)
def test_each_step_is_where_the_table_says(path: str, name: str) -> None:
    definition = rf"^(def|export (async )?function|async function|function) {name}\b"
    assert re.search(definition, (ROOT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"`((?:src|browser|docs|db)/[^`]*)`", TEXT))
def test_each_path_exists(path: str) -> None:
    assert list(ROOT.glob(path))


def _row_of(process: str) -> set[str]:
    """The areas that the process's row of rights names."""
    (row,) = re.findall(rf"^\| {process} \|(.*)\|$", TEXT, re.MULTILINE)
    cells = [cell.strip() for cell in row.split("|")][1 : 1 + len(AREAS)]
    return {area for area, cell in zip(AREAS, cells, strict=True) if cell != "–"}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_has_the_areas_of_its_row(process: str) -> None:
    settings = importlib.import_module(f"stembus.apps.{process}.settings")
    needed_for_foreign_keys = {"elections"} if process in WITHOUT_ELECTIONS else set()
    assert set(settings.AREAS) == _row_of(process) | needed_for_foreign_keys


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


def test_only_the_groups_touch_the_curve_libraries() -> None:
    users = {
        path.name
        for path in (ROOT / "src/stembus/protocol").glob("*.py")
        if re.search(r"^(from|import) (nacl|gmpy2)\b", path.read_text(), re.MULTILINE)
    }
    assert users == {"ed25519.py", "finite_field.py"}
