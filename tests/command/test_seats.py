"""`stembus seats`: what it prints, and what it can't compute (exit status 2, one clear line)."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.service import COMMANDS

LISTS = [{"name": "1", "candidates": [60, 30]}, {"name": "2", "votes": 90, "size": 4}]
TIED = {"seats": 3, "rules": "largest-remainder", "lists": LISTS}
LOT = {"seats": 1, "among": ["1", "2"], "drawn": ["2"]}


def run(tmp_path: Path, given: object) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "input.json"
    path.write_text(given if isinstance(given, str) else json.dumps(given))
    command = [COMMANDS / "stembus", "seats", str(path)]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)


def test_a_tie_is_printed_and_its_lot_goes_on(tmp_path):
    waiting = json.loads(run(tmp_path, TIED).stdout)
    assert waiting["quota"] == "60"
    assert waiting["seats"] == [1, 1]
    assert waiting["to_draw"] == [{"seats": 1, "among": ["1", "2"], "for": "residual"}]
    done = json.loads(run(tmp_path, TIED | {"lots": [LOT]}).stdout)
    assert (done["seats"], done["to_draw"]) == ([1, 2], [])
    assert done["elected"] == [{"list": "1", "candidate": 1, "by": "preference"}]
    kinds = [step["step"] for step in done["steps"]]
    assert kinds == ["quota", "full_seats", "residual", "draw", "preference"]


def test_nothing_is_left_behind(tmp_path):
    run(tmp_path, TIED)
    assert [each.name for each in tmp_path.iterdir()] == ["input.json"]


def test_persons_and_decisions(tmp_path):
    persons = {"seats": 1, "rules": "persons", "lists": [{"name": "", "candidates": [1, 3]}]}
    elected = json.loads(run(tmp_path, persons).stdout)["elected"]
    assert elected == [{"list": "", "candidate": 2, "by": "votes"}]
    decision = {"rules": "decision", "votes": {"yes": 3, "no": 2, "abstain": 4}}
    assert json.loads(run(tmp_path, decision).stdout)["adopted"] is True


PARAMETERS = {"residual": "highest-average"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("{", "seats.input"),
        ([], "seats.input"),
        (TIED | {"sets": 1}, "seats.input"),
        (TIED | {"lists": [{"name": "1", "votes": 3}]}, "seats.input"),
        ({"rules": {"system": "decision", "quorum": {"fraction": "1/2", "strict": True}},
          "votes": {"yes": 1, "no": 0}}, "seats.input"),
        (TIED | {"rules": "fair"}, "seats.rules"),
        (TIED | {"rules": {"residual": "fair"}}, "seats.rules"),
        (TIED | {"rules": PARAMETERS | {"ties": {"lists": "seniority"}}}, "seats.rules"),
        (TIED | {"rules": PARAMETERS | {"thresholds": 1}}, "seats.rules"),
        (TIED | {"rules": PARAMETERS | {"list_threshold": {"fraction": "3/2", "strict": True}}},
         "seats.fraction"),
        (TIED | {"rules": PARAMETERS | {"preference": {"fraction": 0.5, "strict": True}}},
         "seats.fraction"),
        (TIED | {"rules": PARAMETERS | {"preference": {"fraction": "1/0", "strict": True}}},
         "seats.fraction"),
        (TIED | {"seats": 0}, "seats.none"),
        (TIED | {"lists": []}, "seats.lists"),
        (TIED | {"rules": "persons"}, "seats.lists"),
        (TIED | {"lists": [LISTS[0], LISTS[0]]}, "seats.name_twice"),
        (TIED | {"seats": 1.5}, "seats.votes"),
        (TIED | {"lists": [{"name": "1", "candidates": [-1, 4]}]}, "seats.votes"),
        ({"rules": "decision", "votes": {"yes": 3, "no": 2}, "electorate": 4}, "seats.votes"),
        (TIED | {"lists": [{"name": "1", "votes": 0, "size": 9}]}, "seats.no_votes"),
        (TIED | {"seats": 7}, "seats.candidates"),
        (TIED | {"lots": [LOT | {"among": ["1", "3"], "drawn": ["1"]}]}, "seats.lot_among"),
        (TIED | {"lots": [LOT | {"for": "majority"}]}, "seats.lot_among"),
        (TIED | {"lots": [LOT, LOT]}, "seats.lot_twice"),
        (TIED | {"lots": [LOT | {"drawn": ["3"]}]}, "seats.lot_drawn"),
        (TIED | {"lots": [{"among": ["1", "2"], "drawn": ["1", "2"]}]}, "seats.lot_drawn"),
        (TIED | {"lots": [LOT | {"seats": 2}]}, "seats.lot_drawn"),
    ],
)  # fmt: skip
def test_input_that_cannot_be_is_refused_with_its_code(tmp_path, given, code):
    done = run(tmp_path, given)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"stembus: refused: {code}: ")


def test_a_file_that_is_not_there_is_named(tmp_path):
    command = [COMMANDS / "stembus", "seats", "none.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "stembus: none.json: No such file or directory\n"
