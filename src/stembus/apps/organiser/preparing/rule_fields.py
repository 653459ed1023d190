"""The fields by which an organiser takes a ready rule set, and adapts it.

An empty field says what the ready set says.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stembus.seats.rules import READY

Json = dict[str, Any]

SETS = {
    "works-council-lists": _("Works council: lists"),
    "works-council-persons": _("Works council: persons"),
    "elections-act": _("Elections Act: lists, as for a municipal council"),
    "university": _("University: lists"),
    "association": _("Association: persons, most votes"),
    "decision": _("Decision: yes or no"),
}
AS_SET = ("", _("As the rule set says"))
LOT, LIST_ORDER = ("lot", _("By lot")), ("list-order", _("In the order of the ballot paper"))
YES_OR_NO = [AS_SET, ("yes", _("Yes")), ("no", _("No"))]


def _choice(label: Any, *choices: tuple[str, Any], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[AS_SET, *choices], required=False, help_text=help_text
    )


def _fraction(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=40, help_text=help_text)


class RuleFields(forms.Form):
    rules = forms.ChoiceField(
        label=_("What follows from the votes"),
        choices=[("", _("The votes are counted, nothing else")), *SETS.items()],
        required=False,
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("How many are elected. Leave empty for a decision, or if you only count."),
    )


class AdaptedFields(forms.Form):
    """Parameters of `seats.rules`: those that differ from the ready set."""

    residual = _choice(
        _("Residual seats"),
        ("largest-remainder", _("Largest remainder")),
        ("highest-average", _("Highest average (D’Hondt)")),
        ("elections-act", _("As the Elections Act says")),
    )
    list_threshold = _fraction(
        _("List threshold"),
        _("The part of the quota that a list needs for a residual seat, such as 3/4; 0 for none."),
    )
    preference = _fraction(
        _("Preference threshold"),
        _(
            "The part of the quota above which a candidate is elected by preference, such as 1/4; "
            "“list” for list order alone."
        ),
    )
    majority = forms.ChoiceField(
        label=_("A list with more than half of the votes gets more than half of the seats"),
        choices=YES_OR_NO,
        required=False,
    )
    exhausted = forms.ChoiceField(
        label=_("A list without candidates left gives its seats to other lists"),
        choices=YES_OR_NO,
        required=False,
    )
    list_ties = _choice(_("Equal lists"), LOT, LIST_ORDER)
    candidate_ties = _choice(
        _("Equal candidates"),
        LOT,
        LIST_ORDER,
        ("seniority", _("By seniority, as the committee records it")),
    )
    uncontested = forms.ChoiceField(
        label=_("No more candidates than seats: elected without a vote"),
        choices=YES_OR_NO,
        required=False,
    )
    decision_majority = _choice(
        _("Majority of a decision"),
        ("simple", _("More yes than no")),
        ("two-thirds", _("Two thirds of yes and no")),
        ("absolute", _("More than half of all votes cast")),
    )
    quorum = _fraction(
        _("Quorum of a decision"),
        _("The part of all voters who must have voted, such as 1/2; 0 for none."),
    )


def rules_of(data: Mapping[str, Any]) -> object:
    """What `parse_rules` takes, from the cleaned fields; None without rules."""
    name = data["rules"]
    if not name:
        return None
    return READY[name].as_json() | _changes(str(READY[name].as_json()["system"]), data)


def _changes(system: str, data: Mapping[str, Any]) -> Json:
    given = {key: value for key, value in data.items() if value}
    changes: Json = {name: given[name] for name in ("residual",) if name in given}
    for name in ("majority", "exhausted", "uncontested"):
        if name in given:
            changes[name] = given[name] == "yes"
    if "decision_majority" in given:
        changes["majority"] = given["decision_majority"]
    if "list_threshold" in given:
        changes["list_threshold"] = _threshold(given["list_threshold"], strict=False)
    if "quorum" in given:
        changes["quorum"] = _threshold(given["quorum"], strict=False)
    if "preference" in given:
        changes["preference"] = (
            None if given["preference"] == "list" else _threshold(given["preference"], strict=True)
        )
    return changes | _tie_changes(system, given)


def _tie_changes(system: str, given: Json) -> Json:
    lists, candidates = given.get("list_ties"), given.get("candidate_ties")
    if system == "persons" and candidates:
        return {"ties": candidates}
    if system == "lists" and (lists or candidates):
        return {"ties": {"lists": lists or "lot", "candidates": candidates or "lot"}}
    return {"ties": lists or candidates} if lists or candidates else {}


def _threshold(text: str, *, strict: bool) -> Json | None:
    return None if text.strip() == "0" and not strict else {"fraction": text, "strict": strict}


def fields_of(rules: Json | None) -> Json:
    """The fields that give these complete rules: the nearest ready set, and what differs."""
    if not rules:
        return {}
    ready = {name: READY[name].as_json() for name in SETS}
    alike = [name for name in ready if ready[name]["system"] == rules["system"]]
    name = min(alike, key=lambda each: len(_differing(rules, ready[each])))
    fields: Json = {"rules": name}
    for key in _differing(rules, ready[name]):
        fields |= _field(key, rules[key])
    return fields


def _differing(rules: Json, ready: Mapping[str, object]) -> list[str]:
    return [key for key in rules if rules[key] != ready[key]]


def _field(key: str, value: Any) -> Json:
    if isinstance(value, bool):
        return {key: "yes" if value else "no"}
    if key == "ties" and isinstance(value, dict):
        return {"list_ties": value["lists"], "candidate_ties": value["candidates"]}
    if key == "ties":
        return {"candidate_ties": value}
    if key == "majority":
        return {"decision_majority": value}
    if key == "preference" and value is None:
        return {key: "list"}
    if value is None:
        return {key: "0"}
    return {key: value["fraction"] if isinstance(value, dict) else value}
