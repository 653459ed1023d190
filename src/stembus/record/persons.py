"""Who is elected, in words: preference votes, the ranking of persons, and on what ground."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from stembus.record.blocks import Block, Paragraph, Table
from stembus.record.contest import Contest, Json
from stembus.record.seat_steps import bar_of_quota
from stembus.record.words import Words


def preference(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """The threshold is the same for all lists: one sentence, and one row for each list."""
    first = steps[0]
    text = _(
        "Candidates with %(bar)s, %(votes)s votes, are elected first, most votes first. The other "
        "seats of a list go to its candidates in their order on the list.",
        bar=bar_of_quota(first, _),
        votes=_.exact(Fraction(first["votes"])),
    )
    if contest.rules.get("preference") == "elections-act":
        text += _.act("P 15, P 17")
    rows = [(step["list"], _.number(step["seats"]), _passed(contest, step, _)) for step in steps]
    header = (_("List"), _("Seats"), _("Passed the preference threshold (votes)"))
    return [Paragraph(text), Table(_("Preference votes"), header, rows, (1,))]


def _passed(contest: Contest, step: Json, _: Words) -> str:
    names = [
        f"{contest.numbered(step['list'], number)} "
        f"({_.number(contest.candidate(step['list'], number).votes or 0)})"
        for number in step["passed"]
    ]
    return "; ".join(names) or _("nobody")


def ranking(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """The candidates by votes, most first."""
    (step,) = steps
    text = _.ngettext(
        "There is %(n)s seat. The candidate with most votes is elected.",
        "There are %(n)s seats. The candidates with most votes are elected.",
        step["seats"],
    )
    rows = [(contest.numbered("", number), _.number(votes)) for number, votes in step["votes"]]
    table = Table(_("Candidates by votes"), (_("Candidate"), _("Votes")), rows, (1,))
    return [Paragraph(text), table]


def elected_table(contest: Contest, outcome: Json, _: Words) -> Table:
    """In the order of the outcome, with the ground."""
    by_lot = set(_drawn(outcome["steps"]))
    rows = [
        _elected(contest, place, each, by_lot, _)
        for place, each in enumerate(outcome["elected"], start=1)
    ]
    header = [_("No."), _("Elected"), _("List"), _("Votes"), _("Ground")]
    table = Table(_("Elected"), header, rows, (0, 3))
    return table if contest.has_lists else _without_lists(table)


def _drawn(steps: Iterable[Json]) -> Iterable[tuple[str, int]]:
    """Candidates whom a lot elected."""
    for step in steps:
        if step["step"] == "draw" and step["purpose"] == "candidates" and step["how"] == "lot":
            yield from ((step["list"], int(number)) for number in step["drawn"])


def _elected(
    contest: Contest, place: int, each: Json, by_lot: set[tuple[str, int]], _: Words
) -> tuple[str, ...]:
    on_list, number = each["list"], each["candidate"]
    candidate = contest.candidate(on_list, number)
    votes = "–" if candidate.votes is None else _.number(candidate.votes)
    ground = _ground(each["by"], _)
    if (on_list, number) in by_lot:
        ground = _("%(ground)s, by lot", ground=ground)
    return str(place), contest.numbered(on_list, number), on_list, votes, ground


def _ground(by: str, _: Words) -> str:
    match by:
        case "preference":
            return _("preference votes")
        case "list order":
            return _("order of the list")
        case "votes":
            return _("most votes")
    return _("no more candidates than seats")


def _without_lists(table: Table) -> Table:
    rows = [(row[0], row[1], *row[3:]) for row in table.rows]
    header = (*table.header[:2], *table.header[3:])
    return Table(table.caption, header, rows, (0, 2))
