"""The JSON file from which `stembus create` makes an election: docs/guides/command-line.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stembus.domain.elections.papers import ListDraft, QuestionDraft
from stembus.domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an object, with their types; only `required` ones must be there."""

    required: tuple[str, ...]
    fields: Mapping[str, tuple[type, ...]]


ELECTION = Form(
    ("name", "polls"),
    {
        "name": (str,),
        "description": (str,),
        "language": (str,),
        "group": (str,),
        "spare_percentage": (int,),
        "polls": (list,),
    },
)
POLL = Form(("questions",), {"name": (str,), "questions": (list,)})
QUESTION = Form(
    ("title",),
    {
        "title": (str,),
        "answers": (list,),
        "lists": (list,),
        "min": (int,),
        "max": (int,),
        "blank": (bool,),
        "seats": (int,),
        "rules": (str, dict),
    },
)
LIST = Form(("name", "candidates"), {"name": (str,), "candidates": (list,)})


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
        _check_names(question.get("answers", []), f"{place}.answers")
        if question.keys() >= {"answers", "lists"}:
            raise Refused("election.file", why=f"{place}.answers")
        for index, each in enumerate(question.get("lists", [])):
            _check(each, LIST, f"{place}.lists[{index}]")
            _check_names(each["candidates"], f"{place}.lists[{index}].candidates")


def _check_names(names: list[object], where: str) -> None:
    if not all(isinstance(name, str) for name in names):
        raise Refused("election.file", why=where)


def _check(value: object, form: Form, where: str) -> None:
    if not isinstance(value, dict):
        raise Refused("election.file", why=where)
    for name in (*form.required, *value):
        # An exact type: True is an int to Python.
        if type(value.get(name)) not in form.fields.get(name, ()):
            raise Refused("election.file", why=f"{where}.{name}")


def question_draft(question: Mapping[str, Any]) -> QuestionDraft:
    """From a question of the file that `read_election_file` let through."""
    lists = [ListDraft(**each) for each in question.get("lists", [])]
    return QuestionDraft(**{**question, "lists": lists})
