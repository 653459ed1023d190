"""The JSON file from which `stembus create` makes an election: docs/guides/command-line.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stembus.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an object, with their types; only `required` ones must be there."""

    required: tuple[str, ...]
    fields: Mapping[str, type]


ELECTION = Form(
    ("name", "polls"),
    {"name": str, "description": str, "language": str, "group": str, "polls": list},
)
POLL = Form(("questions",), {"name": str, "questions": list})
QUESTION = Form(
    ("title", "answers"), {"title": str, "answers": list, "min": int, "max": int, "blank": bool}
)


def read_election_file(raw: bytes) -> dict[str, Any]:
    """Refuses with `election.file`, and the place of the first fault."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("election.file", why=str(error)) from error
    _check(content, ELECTION, "file")
    for number, poll in enumerate(content["polls"]):
        _check_poll(poll, f"polls[{number}]")
    election: dict[str, Any] = content
    return election


def _check_poll(poll: Any, where: str) -> None:
    _check(poll, POLL, where)
    for number, question in enumerate(poll["questions"]):
        place = f"{where}.questions[{number}]"
        _check(question, QUESTION, place)
        if not all(isinstance(answer, str) for answer in question["answers"]):
            raise Refused("election.file", why=f"{place}.answers")


def _check(value: object, form: Form, where: str) -> None:
    if not isinstance(value, dict):
        raise Refused("election.file", why=where)
    for name in (*form.required, *value):
        # An exact type: True is an int to Python.
        if type(value.get(name)) is not form.fields.get(name):
            raise Refused("election.file", why=f"{where}.{name}")
