"""The form of one question: its text, candidates or lists, and the rules for the seats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Question
from stembus.domain.elections.papers import ListDraft, QuestionDraft

from ..forms import Plain
from .rule_fields import AdaptedFields, RuleFields, fields_of, rules_of

LIST = "#"


class QuestionForm(Plain, AdaptedFields, RuleFields):
    title = forms.CharField(label=_("Question"), max_length=500)
    answers = forms.CharField(
        label=_("Candidates or answers"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=200_000,
        help_text=_(
            "One on each line, in the order of the ballot paper. With lists: put “# name of the "
            "list” on a line above its candidates."
        ),
    )
    min = forms.IntegerField(label=_("At least"), min_value=0, max_value=500, initial=1)
    max = forms.IntegerField(label=_("At most"), min_value=1, max_value=500, initial=1)
    blank = forms.BooleanField(
        label=_("A blank vote is allowed"),
        required=False,
        initial=True,
        help_text=_("Recommended: a court has annulled an election without it."),
    )
    field_order = ("title", "answers", "rules", "seats", "min", "max", "blank")

    def adapted(self) -> list[forms.BoundField]:
        """The fields that most organisers need not see."""
        return [self[name] for name in AdaptedFields.base_fields]

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order]

    def has_adapted(self) -> bool:
        names = AdaptedFields.base_fields
        return any(self[name].value() or self[name].errors for name in names)

    def draft(self) -> QuestionDraft:
        data: dict[str, Any] = self.cleaned_data
        lists, answers = _read(data["answers"])
        return QuestionDraft(
            title=data["title"],
            answers=answers,
            min=data["min"],
            max=data["max"],
            blank=data["blank"],
            lists=lists,
            seats=data["seats"],
            rules=rules_of(data),
        )


def _read(text: str) -> tuple[list[ListDraft], list[str]]:
    """(lists, answers): what stands above the first list is a list without a name."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(line.startswith(LIST) for line in lines):
        return [], lines
    lists: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(LIST):
            lists.append((line.removeprefix(LIST).strip(), []))
        elif lists:
            lists[-1][1].append(line)
        else:
            lists.append(("", [line]))
    return [ListDraft(name, candidates) for name, candidates in lists], []


def initial_of(question: Question) -> dict[str, Any]:
    return {
        "title": question.title,
        "answers": "\n".join(_lines(question)),
        "min": question.min,
        "max": question.max,
        "blank": question.blank,
        "seats": question.seats,
        **fields_of(question.rules),
    }


def _lines(question: Question) -> list[str]:
    lines: list[str] = []
    for each in question.lists.prefetch_related("candidates"):
        lines += [f"{LIST} {each.name}", *(str(person) for person in each.candidates.all())]
    return lines or question.answers
