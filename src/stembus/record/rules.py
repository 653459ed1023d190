"""A question's rules in words."""

from collections.abc import Mapping
from fractions import Fraction

from stembus.record.blocks import Block, Bullets, Heading
from stembus.record.contest import Contest, Json
from stembus.record.seat_steps import bar_of_quota
from stembus.record.words import Words, gettext_noop, words


def rules_blocks(contest: Contest, level: int, _: Words) -> list[Block]:
    """Nothing for a question without rules."""
    if not contest.rules:
        return []
    return [Heading(level, _("The rules")), Bullets(_sentences(contest.rules, contest.seats, _))]


def rules_in_words(rules: Json, seats: int, language: str) -> list[str]:
    """A sentence for each rule. `rules` are complete parameters; `seats` 0 for a decision."""
    return _sentences(rules, seats, words(language))


def _sentences(rules: Json, seats: int, _: Words) -> list[str]:
    if rules["system"] == "decision":
        sentences = _decision(rules, _)
    else:
        said = _lists if rules["system"] == "lists" else _persons
        sentences = [
            _.ngettext("There is %(n)s seat.", "There are %(n)s seats.", seats),
            *said(rules, _),
        ]
    return [each for each in sentences if each]


def _lists(rules: Json, _: Words) -> list[str]:
    return [
        _("A list gets a full seat for each time that the quota goes into its votes."),
        _(_RESIDUAL[rules["residual"]]),
        _share(rules["list_threshold"], _),
        _majority(rules, _),
        _exhausted(rules, _),
        _preference(rules["preference"], _),
        _ties(_LIST_TIES, rules["ties"]["lists"], _),
        _ties(_TIES, rules["ties"]["candidates"], _),
        _uncontested(rules, _),
    ]


_RESIDUAL: Mapping[str, str] = {
    "largest-remainder": gettext_noop("The residual seats go to the largest remainders."),
    "highest-average": gettext_noop("The residual seats go to the highest averages."),
    "elections-act": gettext_noop(
        "The residual seats go as the Elections Act says: from 19 seats to the highest averages "
        "(art. P 7); below to the largest remainders, then the highest averages (art. P 8)."
    ),
}


def _share(threshold: Json | None, _: Words) -> str:
    if threshold is None:
        return ""
    return _("Only lists with %(bar)s share in residual seats.", bar=bar_of_quota(threshold, _))


def _majority(rules: Json, _: Words) -> str:
    if not rules["majority"]:
        return ""
    return _(
        "A list with more than half of the votes and not more than half of the seats gets one seat "
        "more."
    )


def _exhausted(rules: Json, _: Words) -> str:
    if rules["exhausted"]:
        return _("Seats for which a list has no candidates go to the other lists.")
    return _("Seats for which a list has no candidates stay empty.")


def _preference(preference: str | Json | None, _: Words) -> str:
    if preference is None:
        return _("The seats of a list go to its candidates in their order on the list.")
    if isinstance(preference, str):
        return _(
            "Preference votes count as in the Elections Act, art. P 15: from 19 seats more than "
            "1/4 of the quota, below more than 1/2."
        )
    bar = bar_of_quota(preference, _)
    return _("Candidates with %(bar)s are elected first; the others in list order.", bar=bar)


_LIST_TIES: Mapping[str, str] = {
    "lot": gettext_noop("Between lists that are equal the lot decides."),
    "list-order": gettext_noop("Between lists that are equal their order decides."),
}
_TIES: Mapping[str, str] = {
    "lot": gettext_noop("Between candidates that are equal the lot decides."),
    "list-order": gettext_noop("Between candidates that are equal their order decides."),
    "seniority": gettext_noop(
        "Between candidates that are equal seniority decides; if that is the same, the lot."
    ),
}


def _ties(texts: Mapping[str, str], how: str, _: Words) -> str:
    return _(texts[how])


def _uncontested(rules: Json, _: Words) -> str:
    if not rules["uncontested"]:
        return ""
    return _("No more candidates than seats: then all of them are elected without a vote.")


def _persons(rules: Json, _: Words) -> list[str]:
    return [
        _("The candidates with most votes are elected."),
        _ties(_TIES, rules["ties"], _),
        _uncontested(rules, _),
    ]


_MAJORITIES: Mapping[str, str] = {
    "simple": gettext_noop("Adopted with more votes for than against."),
    "two-thirds": gettext_noop("Adopted with at least two thirds of the votes for and against."),
    "absolute": gettext_noop("Adopted with more than half of all votes, abstentions included."),
}


def _decision(rules: Json, _: Words) -> list[str]:
    return [_(_MAJORITIES[rules["majority"]]), quorum(rules["quorum"], _)]


def quorum(threshold: Json | None, _: Words) -> str:
    """What part of the votes must have been cast; empty without a quorum."""
    if threshold is None:
        return ""
    part = Fraction(threshold["fraction"])
    if threshold["strict"]:
        return _("Valid if more than %(part)s of all votes that could be cast are.", part=part)
    return _("Valid if at least %(part)s of all votes that could be cast are.", part=part)
