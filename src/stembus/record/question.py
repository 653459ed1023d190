"""What came of one question, as blocks: for the page of the result and for the official record."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

from stembus.record.blocks import Block, Heading, Paragraph, Table
from stembus.record.contest import CandidateList, Contest, Json, parse_contest
from stembus.record.draws import draws, recorded, to_draw
from stembus.record.persons import elected_table, preference, ranking
from stembus.record.residual import residual
from stembus.record.rules import quorum
from stembus.record.seat_steps import (
    exhausted,
    full_seats,
    majority,
    quota,
    threshold,
    uncontested,
    unfilled,
)
from stembus.record.words import Words, words

Wording: TypeAlias = Callable[[Contest, Sequence[Json], Words], list[Block]]

STEPS: Mapping[str, Wording] = {
    "quota": quota,
    "full_seats": full_seats,
    "threshold": threshold,
    "residual": residual,
    "draw": draws,
    "majority": majority,
    "exhausted": exhausted,
    "unfilled": unfilled,
    "preference": preference,
    "ranking": ranking,
    "uncontested": uncontested,
}
"""Each takes successive steps of its kind."""


def outcome_blocks(question: Json, language: str, level: int = 3) -> list[Block]:
    """`question` is one of the official record's JSON; `level` that of the headings."""
    _ = words(language)
    contest = parse_contest(question)
    outcome = question["outcome"]
    votes = _votes(contest, question, level, _)
    if outcome is None:
        return [*_nothing_given(contest, _), *votes]
    if "adopted" in outcome:
        return [*_decision(contest, outcome, level, _), *votes]
    return [
        *to_draw(contest, outcome["to_draw"], level, _),
        *_elected(contest, outcome, level, _),
        *votes,
        *_explanation(contest, outcome["steps"], level, _),
        *recorded(contest, question["lots"], level, _),
    ]


def _nothing_given(contest: Contest, _: Words) -> list[Block]:
    if not contest.rules:
        return []
    return [Paragraph(_("Nobody was voted for. By the rules no seat can be given."))]


def _decision(contest: Contest, outcome: Json, level: int, _: Words) -> list[Block]:
    verdict = (
        _("The proposal is adopted.") if outcome["adopted"] else _("The proposal is rejected.")
    )
    needed = _.exact(Fraction(outcome["needed"]))
    bar = (
        _("Needed: more than %(needed)s votes for.", needed=needed)
        if outcome["strict"]
        else _("Needed: at least %(needed)s votes for.", needed=needed)
    )
    counted = _(
        "For %(yes)s, against %(no)s, abstained %(abstain)s.",
        yes=_.number(outcome["yes"]),
        no=_.number(outcome["no"]),
        abstain=_.number(outcome["abstain"]),
    )
    texts = [f"{counted} {bar}", _quorum(contest, outcome, _)]
    return [Heading(level, verdict), *(Paragraph(text) for text in texts if text)]


def _quorum(contest: Contest, outcome: Json, _: Words) -> str:
    needed = quorum(contest.rules["quorum"], _)
    if not needed:
        return ""
    cast = _.number(outcome["yes"] + outcome["no"] + outcome["abstain"])
    met = (
        _("That many were cast (%(cast)s).", cast=cast)
        if outcome["quorum_reached"]
        else _("That many were not cast (%(cast)s).", cast=cast)
    )
    return f"{needed} {met}"


def _elected(contest: Contest, outcome: Json, level: int, _: Words) -> list[Block]:
    blocks: list[Block] = [Heading(level, _("Elected"))]
    if contest.has_lists and contest.votes is not None:
        blocks.append(_seats_table(contest, outcome, _))
    if outcome["elected"]:
        blocks.append(elected_table(contest, outcome, _))
    return blocks if len(blocks) > 1 else []


def _seats_table(contest: Contest, outcome: Json, _: Words) -> Table:
    total = contest.votes or 0
    rows = [
        (
            each.name,
            _.number(each.votes or 0),
            _.percentage(each.votes or 0, total),
            _.number(seats),
        )
        for each, seats in zip(contest.lists.values(), outcome["seats"], strict=True)
    ]
    foot = (_("Together"), _.number(total), "", _.number(sum(outcome["seats"])))
    header = (_("List"), _("Votes"), _("Share"), _("Seats"))
    return Table(_("Seats of the lists"), header, rows, (1, 2, 3), foot)


def _votes(contest: Contest, question: Json, level: int, _: Words) -> list[Block]:
    """Votes for each candidate; for persons the ranking has them."""
    if not question["voted"]:
        return []
    ranked = question["outcome"] is not None and contest.rules.get("system") == "persons"
    lists = [] if ranked else list(contest.lists.values())
    tables = [_list_table(number, each, _) for number, each in enumerate(lists, start=1)]
    blocks = [*tables, *_blank(question["blank"], _)]
    return [Heading(level, _("Votes")), *blocks] if blocks else []


def _list_table(number: int, each: CandidateList, _: Words) -> Table:
    rows = [
        (
            f"{place}. {candidate.name}" if each.name else candidate.name,
            _.number(candidate.votes or 0),
        )
        for place, candidate in enumerate(each.candidates, start=1)
    ]
    caption = _("List %(number)s: %(name)s", number=number, name=each.name)
    foot = (_("Together"), _.number(each.votes or 0)) if each.name else ()
    return Table(
        caption if each.name else _("Votes for each answer"),
        (_("Candidate") if each.name else _("Answer"), _("Votes")),
        rows,
        (1,),
        foot,
    )


def _blank(blank: int | None, _: Words) -> list[Block]:
    if blank is None:
        return []
    text = _.ngettext("%(n)s vote was blank.", "%(n)s votes were blank.", blank)
    return [Paragraph(text)]


def _explanation(contest: Contest, steps: Sequence[Json], level: int, _: Words) -> list[Block]:
    """Successive steps of a kind together; the preference of all lists before its draws."""
    blocks: list[Block] = [Heading(level, _("How this follows from the votes"))]
    for (kind, _method), group in groupby(sorted(steps, key=_part), key=_kind):
        blocks += STEPS[kind](contest, list(group), _)
    return blocks


def _part(step: Json) -> int:
    if step["step"] == "preference":
        return 1
    return 2 if step.get("purpose") == "candidates" else 0


def _kind(step: Json) -> tuple[str, str]:
    return step["step"], step["method"] if step["step"] == "residual" else ""
